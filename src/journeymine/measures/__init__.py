"""What happens: one module per question, none importing another but the statistics they share."""
