namespace SPAgent;

/// <summary>Progress as text: one line that is rewritten on a terminal, a line for each tenth of the work
/// elsewhere.</summary>
internal sealed class ConsoleBar(TextWriter output, bool isTerminal, TimeProvider time) : IProgress<RunProgress>
{
    private const int Cells = 24;
    private readonly ReportThrottle _pace = new(time);
    private int _tenth;

    public void Report(RunProgress value)
    {
        try
        {
            Show(value);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A closed or full stream costs the message, not the run.
        }
    }

    private void Show(RunProgress value)
    {
        if (value.Note is { } note) output.WriteLine($"{(isTerminal ? "\r\u001b[K" : "")}  {note}");
        if (isTerminal)
        {
            if (!_pace.IsTime && !value.HasEnded) return;
            // ESC [ K clears what a longer line left behind.
            output.Write($"\r  {Bar(value)} {value}\u001b[K{(value.HasEnded ? "\n" : "")}");
            output.Flush();
            return;
        }

        int tenth = value.Total == 0 ? 10 : value.Ended * 10 / value.Total;
        if (tenth <= _tenth && !value.HasEnded) return;
        _tenth = tenth;
        output.WriteLine($"  {value}");
    }

    private static string Bar(RunProgress value)
    {
        int full = value.Total == 0 ? Cells : (int)((long)value.Ended * Cells / value.Total);
        return new string('█', full) + new string('░', Cells - full);
    }
}
