using System.Globalization;

namespace SPAgent;

/// <summary>Turns how a call ended into its status and the words for the model.</summary>
internal static class CallVerdict
{
    public const string Success = "Success: Image processed successfully";

    private const int Kill = 9, Cpu = 24;

    public static PythonCallResult Of(WorkerEnd end, ResultReader result, string log, PythonSandboxOptions options)
    {
        RasterImage? image = null;
        // A loop comes to both limits in the same moment, and is told the same whichever was first.
        bool clockIsUp = end.Wall >= options.WallTime * 0.9;
        (PythonCallStatus status, string message) = end switch
        {
            { Reason: WorkerEnd.WallTime } => OutOfTime(byTheClock: true),
            { Reason: WorkerEnd.ResultLimit } =>
                (PythonCallStatus.OutputLimit, "Error: The result has more bytes than an image may have"),
            { Reason: WorkerEnd.LogLimit } =>
                (PythonCallStatus.LogLimit,
                    $"Error: The code printed more than {PythonSandboxOptions.LogLimit >> 20} MiB"),
            // The kernel counts a limit by ticks, which on a busy machine run ahead of the time that it reports
            // afterwards.
            { Signal: Cpu } => OutOfTime(clockIsUp),
            { Signal: Kill } when end.Cpu >= options.CpuTime * 0.9 => OutOfTime(clockIsUp),
            { Signal: > 0 } => (PythonCallStatus.Killed,
                $"Error: The code was ended by signal {end.Signal} ({SignalName(end.Signal)})"),
            { ExitCode: > 0 } =>
                (PythonCallStatus.Killed, $"Error: The code ended its process with exit code {end.ExitCode}"),
            _ when (image = result.Image) is not null => (PythonCallStatus.Ok, Success),
            _ when result.Text is string text =>
                (PythonCallStatus.Error, text.StartsWith("Error: ", StringComparison.Ordinal) ? text
                    : $"Error: {text}"),
            _ => (PythonCallStatus.BadResult, "Error: The code left no usable result"),
        };
        return new PythonCallResult
        {
            Status = status,
            Message = message,
            Log = log,
            Image = image,
            Wall = end.Wall,
            Cpu = end.Cpu,
            PeakMemory = end.PeakMemory,
        };

        (PythonCallStatus, string) OutOfTime(bool byTheClock)
        {
            string limit = byTheClock
                ? string.Create(CultureInfo.InvariantCulture, $"{options.WallTime.TotalSeconds:0.###}s")
                : $"{Math.Ceiling(options.CpuTime.TotalSeconds)}s of processor time";
            return (PythonCallStatus.Timeout, $"Error: Code execution timeout (>{limit})");
        }
    }

    private static string SignalName(int signal) => signal switch
    {
        4 => "illegal instruction",
        6 => "abort",
        7 => "bus error",
        8 => "arithmetic error",
        Kill => "killed, as when memory runs out",
        11 => "segmentation fault",
        Cpu => "processor time",
        31 => "forbidden system call",
        _ => "signal",
    };
}
