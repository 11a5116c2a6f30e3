using System.Numerics;

namespace SPAgent;

/// <summary>A decimal number of up to 256 bits, kept exactly: <c>Unscaled × 10^-Scale</c>.</summary>
/// <param name="Unscaled">All digits as one whole number.</param>
/// <param name="Scale">Digits behind the point; a negative scale stands for trailing zeros.</param>
[TypeFormatterSource]
public readonly record struct DatasetDecimal(BigInteger Unscaled, int Scale);
