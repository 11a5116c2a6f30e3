using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ZstdSharp;

namespace SPAgent;

/// <summary>Writes the traces of a pack, in the order in which they are handed in.</summary>
/// <param name="folder">The folder, which is there.</param>
/// <param name="total">How many traces there will be.</param>
internal sealed class PackWriter(string folder, int total) : IDisposable
{
    // Small enough to be read for one trace, large enough to be packed well.
    private const int FrameBytes = 256 << 10;

    // Of a small collection a damaged frame costs a part, too.
    private const int FewestFrames = 16;

    // A part is opened whole by its index.
    private const int MostInPart = 100_000;
    private const long LargestPart = 2L << 30;

    private readonly List<PackPart> _parts = [];
    private readonly List<PackFrame> _frames = [];
    private readonly List<PackedTrace> _traces = [];
    private readonly ArrayBufferWriter<byte> _frame = new(FrameBytes), _line = new(1 << 16);
    private readonly Compressor _packer = Zstandard.Packer();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly int _mostInFrame = Math.Max(1, total / FewestFrames);
    private FileStream? _file;
    private int _inFrame;

    private string FileName => $"traces-{_parts.Count:00000}.jsonl.zst";

    private string IndexName => $"traces-{_parts.Count:00000}.index.jsonl.zst";

    /// <summary>Adds a trace file.</summary>
    /// <param name="name">Which.</param>
    /// <param name="shard">The folder of its shard; empty for none.</param>
    /// <param name="file">Its bytes.</param>
    public void Add(TraceName name, string shard, ReadOnlySpan<byte> file)
    {
        PackedLayout layout = JsonLayout.Shorten(file, _line);
        if (layout == PackedLayout.Raw)
        {
            _line.Write(Encoding.UTF8.GetBytes($"{{\"file\":\"{name.File}\",\"base64\":\""));
            _line.Write(Encoding.UTF8.GetBytes(Convert.ToBase64String(file)));
            _line.Write("\"}"u8);
        }

        bool full = _inFrame == _mostInFrame || _frame.WrittenCount + _line.WrittenCount > FrameBytes;
        if (_inFrame > 0 && full) EndFrame();
        _inFrame++;
        _traces.Add(new(name, _frames.Count, _frame.WrittenCount, _line.WrittenCount, layout, file.Length,
            Convert.ToHexStringLower(SHA256.HashData(file)), shard));
        _frame.Write(_line.WrittenSpan);
        _frame.Write("\n"u8);
        if (_traces.Count >= MostInPart || _file?.Length > LargestPart) EndPart();
    }

    /// <summary>Ends the last part; all parts.</summary>
    public IReadOnlyList<PackPart> Finish()
    {
        if (_traces.Count > 0) EndPart();
        return _parts;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _packer.Dispose();
        _hash.Dispose();
    }

    private void EndFrame()
    {
        _file ??= new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write);
        Span<byte> packed = _packer.Wrap(_frame.WrittenSpan);
        _frames.Add(new(_file.Position, packed.Length, _frame.WrittenCount));
        _file.Write(packed);
        _hash.AppendData(packed);
        _frame.ResetWrittenCount();
        _inFrame = 0;
    }

    private void EndPart()
    {
        EndFrame();
        long length = _file!.Position;
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        _file = null;
        byte[] index = PackIndex.Write(_frames, _traces);
        WriteFlushed(Path.Combine(folder, IndexName), index);
        _parts.Add(new()
        {
            File = FileName,
            Traces = _traces.Count,
            Length = length,
            Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            Index = IndexName,
            IndexSha256 = Convert.ToHexStringLower(SHA256.HashData(index)),
        });
        _frames.Clear();
        _traces.Clear();
    }

    /// <summary>Writes a file, which is on disk when the call returns.</summary>
    public static void WriteFlushed(string path, ReadOnlySpan<byte> bytes)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}
