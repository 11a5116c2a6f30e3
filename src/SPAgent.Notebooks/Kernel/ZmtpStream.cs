using System.Buffers.Binary;
using System.Text;

namespace SPAgent.Notebooks;

/// <summary>
/// The server's side of ZMTP 3.0, the wire protocol of ZeroMQ, with its NULL mechanism: what Jupyter needs of it.
/// Announcing 3.0 spares the heartbeats and the subscription commands of 3.1. Specification: rfc.zeromq.org/spec/23.
/// </summary>
internal sealed class ZmtpStream(Stream stream) : IDisposable
{
    /// <summary>Longest message that a peer may send, all frames together.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    private const int MostFrames = 1024;
    private const int GreetingLength = 64;
    private const int ReadAheadBytes = 1024 * 1024;
    private const byte More = 1;
    private const byte Long = 2;
    private const byte Command = 4;

    private readonly BufferedStream _input = new(stream, 64 * 1024);

    /// <summary>Exchanges greetings and socket types; the identity that the peer gives itself.</summary>
    /// <exception cref="InvalidDataException">The peer speaks another protocol.</exception>
    public async Task<byte[]> HandshakeAsync(string socketType, CancellationToken cancel)
    {
        var greeting = new byte[GreetingLength];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        await stream.WriteAsync(greeting, cancel).ConfigureAwait(false);
        byte[] theirs = new byte[GreetingLength];
        // The first ten bytes tell the protocol; who speaks another one may never send the rest.
        await _input.ReadExactlyAsync(theirs.AsMemory(0, 11), cancel).ConfigureAwait(false);
        if (theirs[0] != 0xFF || (theirs[9] & 1) == 0 || theirs[10] < 3) throw new InvalidDataException("not ZMTP 3");
        await _input.ReadExactlyAsync(theirs.AsMemory(11), cancel).ConfigureAwait(false);
        if (!theirs.AsSpan(12, 20).TrimEnd((byte)0).SequenceEqual("NULL"u8))
            throw new InvalidDataException("a security mechanism other than NULL");
        byte[] ready = [.. "\x05READY\x0BSocket-Type"u8, 0, 0, 0, (byte)socketType.Length,
            .. Encoding.ASCII.GetBytes(socketType)];
        await stream.WriteAsync((byte[])[Command, (byte)ready.Length, .. ready], cancel).ConfigureAwait(false);
        (byte flags, byte[] body) = await ReadFrameAsync(MostBytes, cancel).ConfigureAwait(false);
        if ((flags & Command) == 0 || !body.AsSpan().StartsWith("\x05READY"u8))
            throw new InvalidDataException("no READY");
        return Property(body.AsSpan(6), "Identity"u8);
    }

    /// <summary>The next message. Commands that may come between messages are skipped.</summary>
    /// <exception cref="InvalidDataException">The message is too large, or no message.</exception>
    /// <exception cref="EndOfStreamException">The peer is gone.</exception>
    public async Task<List<byte[]>> ReadAsync(CancellationToken cancel)
    {
        var frames = new List<byte[]>();
        long left = MostBytes;
        while (true)
        {
            (byte flags, byte[] body) = await ReadFrameAsync(left, cancel).ConfigureAwait(false);
            if ((flags & Command) != 0) continue;
            left -= body.Length;
            frames.Add(body);
            if ((flags & More) == 0) return frames;
            if (frames.Count == MostFrames)
                throw new InvalidDataException($"more than {MostFrames} frames in a message");
        }
    }

    /// <summary>Sends one message.</summary>
    public async Task WriteAsync(IReadOnlyList<byte[]> frames, CancellationToken cancel)
    {
        using var head = new MemoryStream();
        for (int index = 0; index < frames.Count; index++)
        {
            byte[] frame = frames[index];
            WriteHeader(head, frame.Length, isLast: index == frames.Count - 1);
            // Small frames go out together in one packet.
            if (frame.Length <= 16 * 1024)
            {
                head.Write(frame);
                continue;
            }

            await stream.WriteAsync(head.GetBuffer().AsMemory(0, (int)head.Length), cancel).ConfigureAwait(false);
            head.SetLength(0);
            await stream.WriteAsync(frame, cancel).ConfigureAwait(false);
        }

        await stream.WriteAsync(head.GetBuffer().AsMemory(0, (int)head.Length), cancel).ConfigureAwait(false);
    }

    public void Dispose() => _input.Dispose();

    // Properties follow each other: the name with its length in one byte, the value with its length in four.
    private static byte[] Property(ReadOnlySpan<byte> ready, ReadOnlySpan<byte> name)
    {
        while (ready.Length > 0 && ready[0] is var length && ready.Length >= length + 5)
        {
            ReadOnlySpan<byte> found = ready.Slice(1, length);
            int size = BinaryPrimitives.ReadInt32BigEndian(ready[(length + 1)..]);
            ready = ready[(length + 5)..];
            if (size < 0 || size > ready.Length) return [];
            if (found.SequenceEqual(name)) return ready[..size].ToArray();
            ready = ready[size..];
        }

        return [];
    }

    private static void WriteHeader(MemoryStream head, int length, bool isLast)
    {
        byte flags = (byte)((isLast ? 0 : More) | (length > byte.MaxValue ? Long : 0));
        head.WriteByte(flags);
        if (length <= byte.MaxValue)
        {
            head.WriteByte((byte)length);
            return;
        }

        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(size, length);
        head.Write(size);
    }

    private async Task<(byte Flags, byte[] Body)> ReadFrameAsync(long most, CancellationToken cancel)
    {
        var head = new byte[8];
        await _input.ReadExactlyAsync(head.AsMemory(0, 1), cancel).ConfigureAwait(false);
        byte flags = head[0];
        if ((flags & ~(More | Long | Command)) != 0) throw new InvalidDataException($"frame flags {flags:x2}");
        bool isLong = (flags & Long) != 0;
        await _input.ReadExactlyAsync(head.AsMemory(0, isLong ? 8 : 1), cancel).ConfigureAwait(false);
        ulong length = isLong ? BinaryPrimitives.ReadUInt64BigEndian(head) : head[0];
        if (length > (ulong)most) throw new InvalidDataException($"a message of more than {MostBytes >> 20} MB");
        return (flags, await ReadBodyAsync((int)length, cancel).ConfigureAwait(false));
    }

    // Memory grows with what has arrived, not with what was announced.
    private async Task<byte[]> ReadBodyAsync(int length, CancellationToken cancel)
    {
        var body = new byte[Math.Min(length, ReadAheadBytes)];
        for (int done = 0; done < length;)
        {
            if (done == body.Length) Array.Resize(ref body, (int)Math.Min(length, body.Length * 2L));
            int read = await _input.ReadAsync(body.AsMemory(done), cancel).ConfigureAwait(false);
            if (read == 0) throw new EndOfStreamException();
            done += read;
        }

        return body;
    }
}
