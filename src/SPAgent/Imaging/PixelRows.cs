namespace SPAgent;

/// <summary>Where the rows of a picture lie in memory: in an array of their own, or as a window in those of another
/// picture.</summary>
/// <param name="Buffer">Made by <see cref="PixelMemory"/>, so that four bytes can be read at the last pixel.</param>
/// <param name="Start">Where the first row begins.</param>
/// <param name="Stride">Bytes from one row to the next.</param>
internal sealed record PixelRows(byte[] Buffer, int Start, int Stride)
{
    // A window keeps the whole array alive, so it may hold this many times its own size at most.
    private const int MaxHeld = 8;

    /// <summary>The rows of a picture whose memory was given back: any use fails.</summary>
    public static PixelRows None { get; } = new([], 0, -1);

    public static PixelRows Packed(byte[] buffer, int width) => new(buffer, 0, width * 3);

    public ReadOnlySpan<byte> Row(int y, int width) => Row(y, 0, width);

    public ReadOnlySpan<byte> Row(int y, int left, int width) =>
        Buffer.AsSpan(Start + (y * Stride) + (left * 3), width * 3);

    /// <summary>Whether a box of this size is better shared than copied.</summary>
    public bool IsWorthSharing(int width, int height) => (long)width * height * 3 * MaxHeld >= Buffer.Length;

    public PixelRows Window(int left, int top) => this with { Start = Start + (top * Stride) + (left * 3) };

    /// <summary>Whether one row follows the other without a gap.</summary>
    public bool IsPacked(int width) => Stride == width * 3;

    /// <summary>The same pixels without gaps; this where there are none.</summary>
    public PixelRows Pack(int width, int height)
    {
        if (IsPacked(width)) return this;
        byte[] packed = PixelMemory.Allocate(width, height);
        for (int y = 0; y < height; y++) Row(y, width).CopyTo(packed.AsSpan(y * width * 3));
        return Packed(packed, width);
    }
}
