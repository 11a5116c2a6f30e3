namespace SPAgent;

/// <summary>The size of a picture.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
[TypeFormatterSource]
public readonly record struct PixelSize(int Width, int Height)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Width} x {Height}";
}
