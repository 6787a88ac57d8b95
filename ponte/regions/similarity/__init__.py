"""How alike regions are in structure. Pure: NumPy in, NumPy out; knows no database."""
