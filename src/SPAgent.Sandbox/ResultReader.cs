using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>
/// Takes the result bytes of one call as they come, every one of them hostile: a picture of exactly the announced size,
/// a text of bounded length, or nothing that counts. Memory is bounded by what a picture may have.
/// </summary>
internal sealed class ResultReader(int maxPixels)
{
    private const int HeadBytes = 12, TextLimit = PythonSandboxOptions.MessageLimit * 2;

    private readonly byte[] _head = new byte[HeadBytes];
    private readonly List<byte> _text = [];
    private int _headCount;
    private int _width, _height;
    private byte[]? _pixels;
    private int _filled;
    private bool _bad;

    /// <summary>Whether the bytes so far begin an error text, as opposed to a picture.</summary>
    private bool IsText => _headCount >= 4 && _head.AsSpan(0, 4).SequenceEqual("ERR0"u8);

    /// <summary>The picture; null unless exactly one came, whole, with nothing behind it.</summary>
    public RasterImage? Image => !_bad && _pixels is not null && _filled == _pixels.Length
        ? RasterImage.FromPixels(_width, _height, _pixels) : null;

    /// <summary>The text of an error; null when there is none.</summary>
    public string? Text =>
        !_bad && IsText ? SafeText.Clean(CollectionsMarshal.AsSpan(_text), PythonSandboxOptions.MessageLimit) : null;

    /// <summary>Reads the content of one frame.</summary>
    public void Read(Stream stream, int count, byte[] scratch)
    {
        while (count > 0)
        {
            int read;
            if (!_bad && _pixels is not null && _filled < _pixels.Length)
            {
                read = ReadSome(stream, _pixels.AsSpan(_filled, Math.Min(count, _pixels.Length - _filled)));
                _filled += read;
            }
            else if (!_bad && _pixels is null && !IsText)
            {
                // The first four bytes decide how much head there is.
                int wanted = (_headCount < 4 ? 4 : HeadBytes) - _headCount;
                read = ReadSome(stream, _head.AsSpan(_headCount, Math.Min(count, wanted)));
                _headCount += read;
                LookAtHead();
            }
            else
            {
                read = ReadSome(stream, scratch.AsSpan(0, Math.Min(count, scratch.Length)));
                if (_bad || !IsText || _text.Count + read > TextLimit) _bad = true;
                else _text.AddRange(scratch.AsSpan(0, read));
            }

            count -= read;
        }
    }

    private void LookAtHead()
    {
        if (_headCount == 4 && !IsText) _bad = !_head.AsSpan(0, 4).SequenceEqual("RES1"u8);
        if (_bad || _headCount < HeadBytes) return;
        uint width = BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(4)),
            height = BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(8));
        _bad = width is 0 or > PythonSandboxOptions.MaxSide || height is 0 or > PythonSandboxOptions.MaxSide
            || width * height > maxPixels;
        if (_bad) return;
        (_width, _height) = ((int)width, (int)height);
        _pixels = new byte[_width * _height * 3];
    }

    private static int ReadSome(Stream stream, Span<byte> target)
    {
        int read = stream.Read(target);
        return read > 0 ? read : throw new WorkerLostException("its pipe ended inside a frame");
    }
}
