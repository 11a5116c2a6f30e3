namespace SPAgent;

/// <summary>Progress in a cell of a notebook.</summary>
internal sealed class CellBar(Action<MimeBundle> show, TimeProvider time) : IProgress<RunProgress>
{
    private readonly ReportThrottle _pace = new(time);

    public void Report(RunProgress value)
    {
        if (_pace.IsTime || value.HasEnded) show(ProgressCell.Of(value));
    }
}
