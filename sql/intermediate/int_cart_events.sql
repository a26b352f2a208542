-- One row per event that fills, empties, checks out or buys a cart
select position, customer_no, occurred_at, cart_role, value, quantity from events where cart_role > 0
