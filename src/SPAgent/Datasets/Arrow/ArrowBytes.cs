namespace SPAgent;

/// <summary>Where the bytes of a value lie within a buffer; that they are inside was checked.</summary>
internal readonly record struct ArrowBytes(ArrowBuffer Buffer, long Offset, int Length)
{
    /// <summary>The bytes; they hold until the buffer is read again.</summary>
    public ReadOnlySpan<byte> Span => Buffer.At(Offset, Length);

    /// <summary>The bytes, read when they are asked for; by any number of tasks.</summary>
    public Func<byte[]> Later()
    {
        ArrowBuffer buffer = Buffer.Bare();
        (long offset, int length) = (Offset, Length);
        return () => buffer.Copy(offset, length);
    }
}
