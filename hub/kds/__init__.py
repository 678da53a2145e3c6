"""The kitchen: stations, the board, and every move of a line from placed to served."""
