namespace SPAgent.Cli;

/// <summary>Progress on stderr: one line that is rewritten on a terminal, a line per tenth of the work elsewhere.</summary>
internal sealed class ProgressLine(bool terminal) : IProgress<DistillationProgress>
{
    private int _tenth = -1;
    private bool _open;

    public ProgressLine() : this(!Console.IsErrorRedirected) { }

    public void Report(DistillationProgress value)
    {
        int ended = value.Earlier + value.Done + value.Failed, tenth = value.Total == 0 ? 10 : ended * 10 / value.Total;
        if (terminal)
        {
            Console.Error.Write($"\r  {value}\u001b[K");
            _open = true;
        }
        else if (tenth != _tenth)
        {
            Console.Error.WriteLine($"  {value}");
        }

        _tenth = tenth;
    }

    /// <summary>Ends the line.</summary>
    public void Close()
    {
        if (_open) Console.Error.WriteLine();
        _open = false;
    }
}
