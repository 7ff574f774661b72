"""Classification: bulletin in, verdict out, with evidence; pure, and built once from its configuration."""
