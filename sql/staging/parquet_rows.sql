-- One row per row of a Parquet file: its number, from 1, and its columns
select file_row_number + 1 as line_number, * exclude (file_row_number),
from read_parquet($path, file_row_number = true, hive_partitioning = false)
