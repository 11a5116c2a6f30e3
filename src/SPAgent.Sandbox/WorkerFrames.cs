using System.Buffers.Binary;
using System.Text.Json;

namespace SPAgent;

/// <summary>What goes to a worker: one INIT when it starts, then a request for each call. Numbers are little
/// endian.</summary>
/// <remarks>INIT: u32 length, JSON. Request: "REQ1", u32 number, u32 code bytes, u32 width, u32 height, code, pixels
/// (RGB), 8 bytes of token.</remarks>
internal static class WorkerFrames
{
    public const int TokenBytes = 8, RequestHead = 20;

    public static byte[] Init(SandboxSetup setup, PythonSandboxOptions options, SandboxTampering tampering)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            seed = options.Seed,
            preload = options.Packages,
            limits = new
            {
                wall_s = options.WallTime.TotalSeconds,
                cpu_s = (int)Math.Ceiling(options.CpuTime.TotalSeconds),
                address_space = options.AddressSpace,
                pixels = options.MaxPixels,
                side = PythonSandboxOptions.MaxSide,
                log = PythonSandboxOptions.LogLimit,
                message = PythonSandboxOptions.MessageLimit,
            },
            filter_zygote = Convert.ToBase64String(
                tampering.Filter(SeccompFilter.Zygote(setup.Machine), false).ToBytes()),
            filter_child = Convert.ToBase64String(tampering.Filter(SeccompFilter.Child(setup.Machine), true).ToBytes()),
        });
        var frame = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>Head and code of a request; pixels and token follow.</summary>
    public static byte[] Request(uint number, ReadOnlySpan<byte> code, RasterImage image)
    {
        var frame = new byte[RequestHead + code.Length];
        "REQ1"u8.CopyTo(frame);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), number);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(8), code.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(12), image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(16), image.Height);
        code.CopyTo(frame.AsSpan(RequestHead));
        return frame;
    }
}

/// <summary>How a call ended, as the zygote tells: the last frame of each call.</summary>
internal readonly record struct WorkerEnd(byte Reason, byte Signal, byte ExitCode, TimeSpan Wall, TimeSpan Cpu,
    long PeakMemory)
{
    /// <summary>Token, number, reason, signal, exit code, wall and processor time in µs, most memory in KiB.</summary>
    public const int Bytes = WorkerFrames.TokenBytes + 4 + 3 + 12;

    public const byte Exited = 0, WallTime = 1, ResultLimit = 2, LogLimit = 3;

    /// <exception cref="WorkerLostException">Token or number are not those of the call.</exception>
    public static WorkerEnd Read(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> token, uint number)
    {
        if (!frame[..token.Length].SequenceEqual(token)
            || BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]) != number)
            throw new WorkerLostException("an end frame with a wrong token");
        return new WorkerEnd(
            frame[12], frame[13], frame[14],
            TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(frame[15..])),
            TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(frame[19..])),
            BinaryPrimitives.ReadUInt32LittleEndian(frame[23..]) * 1024L);
    }
}

/// <summary>A worker broke the protocol or is gone: it is ended and the call may be tried once more
/// elsewhere.</summary>
internal sealed class WorkerLostException(string seen) : Exception(seen);
