"""The command line: `syndicator …`. Each command calls a use case and prints what it returns."""
