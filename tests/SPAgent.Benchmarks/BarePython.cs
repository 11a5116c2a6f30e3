using System.Buffers.Binary;
using System.Diagnostics;

namespace SPAgent.Benchmarks;

/// <summary>Talks to bare_python.py: plain, or inside bubblewrap for one call.</summary>
internal sealed class BarePython : IDisposable
{
    private readonly Process _process;
    private readonly Stream _input, _output;

    private BarePython(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        (_input, _output) = (_process.StandardInput.BaseStream, _process.StandardOutput.BaseStream);
        Read(1);
    }

    private static string Source => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bare_python.py"));

    /// <summary>The interpreter as it is, with the variables that a worker has.</summary>
    public static BarePython Plain(SandboxSetup setup)
    {
        IEnumerable<string> folders = setup.Python.Packages.Values.Select(path => Path.GetDirectoryName(path)!)
            .Distinct();
        ProcessStartInfo start =
            HostProgram.StartInfo(setup.Python.Executable, ["-s", "-S", "-B", "-c", Source, .. folders],
                HostProgram.RunAs);
        foreach (string name in (string[])["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"])
            start.Environment[name] = "1";
        return new BarePython(start);
    }

    /// <summary>A worker's bubblewrap around it.</summary>
    public static BarePython InBubblewrap(SandboxSetup setup) =>
        new(HostProgram.StartInfo(BubblewrapCommand.Program,
            [.. BubblewrapCommand.Arguments(setup, Source), "/packages"], HostProgram.RunAs));

    public RasterImage Call(byte[] code, RasterImage image)
    {
        var head = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(head, code.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), image.Height);
        _input.Write(head);
        _input.Write(code);
        _input.Write(image.Pixels);
        _input.Flush();
        byte[] size = Read(8);
        int width = BinaryPrimitives.ReadInt32LittleEndian(size),
            height = BinaryPrimitives.ReadInt32LittleEndian(size.AsSpan(4));
        byte[] pixels = Read(width * height * 3);
        Read(1);
        return RasterImage.FromPixels(width, height, pixels);
    }

    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }

    private byte[] Read(int count)
    {
        var bytes = new byte[count];
        _output.ReadExactly(bytes);
        return bytes;
    }
}
