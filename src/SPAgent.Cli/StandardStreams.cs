using System.Runtime.InteropServices;
using System.Text;

namespace SPAgent.Cli;

/// <summary>Closed or full standard streams cost messages, never the run.</summary>
/// <remarks>
/// A descriptor from 0 to 2 that is closed when the program starts is given to the next file that is opened: one of the
/// runtime's own, before any code of ours runs. Messages would then go into that file. What the runtime opened closes
/// when the program is started again; what a shell handed over does not, which tells them apart.
/// </remarks>
internal static partial class StandardStreams
{
    private const string Marker = "SPAGENT_STREAMS";

    /// <summary>Call before anything is written.</summary>
    public static void Secure()
    {
        bool[] closed = OperatingSystem.IsLinux() ? [IsClosed(0), IsClosed(1), IsClosed(2)] : [false, false, false];
        if (closed.Contains(true) && Environment.GetEnvironmentVariable(Marker) is null) StartAgain(closed);
        Console.SetError(closed[2] ? TextWriter.Null
            : Writer(new ForgivingStream(Console.OpenStandardError(), _ => { }), Console.IsErrorRedirected));
        Console.SetOut(closed[1] ? TextWriter.Null : Writer(new ForgivingStream(Console.OpenStandardOutput(), problem =>
            CommandRunner.Say($"spagent: what stands on standard output is not whole: {problem.Message}")),
            Console.IsOutputRedirected));
    }

    // A terminal is written to in its own encoding; a file or another program reads UTF-8 everywhere.
    private static StreamWriter Writer(Stream stream, bool isRedirected)
    {
        Encoding encoding = isRedirected || Console.OutputEncoding is UTF8Encoding
            ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
            : Console.OutputEncoding;
        return new StreamWriter(stream, encoding, bufferSize: 256, leaveOpen: true) { AutoFlush = true };
    }

    private static bool IsClosed(int descriptor)
    {
        const int getFlags = 1, closesOnExec = 1;
        return FileControl(descriptor, getFlags) is var flags && (flags < 0 || (flags & closesOnExec) != 0);
    }

    // The same process, with /dev/null in place of what is closed. Returns where that is not possible.
    private static void StartAgain(bool[] closed)
    {
        string[] command = File.ReadAllText("/proc/self/cmdline").Split('\0')[..^1];
        IEnumerable<string> open = Enumerable.Range(0, 3).Where(descriptor => closed[descriptor])
            .Select(descriptor => $" {descriptor}{(descriptor == 0 ? '<' : '>')}/dev/null");
        string shell = $"{Marker}=1 exec \"$0\" \"$@\"{string.Concat(open)}";
        _ = Execute("/bin/sh", ["sh", "-c", shell, Environment.ProcessPath!, .. command[1..], null]);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, string?[] arguments);
}
