-- No row: rows read = loaded + rejected + duplicates, in every file
select path from files where row_count <> loaded_count + rejected_count + duplicate_count
