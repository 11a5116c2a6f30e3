namespace SPAgent;

/// <summary>Where the bytes of a value lie within a buffer; that they are inside was checked.</summary>
internal readonly record struct ArrowBytes(ArrowBuffer Buffer, long Offset, int Length)
{
    /// <summary>The bytes; they hold until the buffer is read again.</summary>
    public ReadOnlySpan<byte> Span => Buffer.At(Offset, Length);

    /// <summary>Offset in the file.</summary>
    public long Position => Buffer.Start + Offset;
}
