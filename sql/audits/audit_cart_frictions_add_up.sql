-- No row: cart frictions add up to the settled carts
select friction
from cart_friction
where
    cart_count + other_cart_count
    <> (select count(*) from carts where outcome in ('abandoned', 'recovered', 'converted'))
