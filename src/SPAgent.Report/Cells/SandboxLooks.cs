namespace SPAgent;

/// <summary>How what the sandbox gives looks when it ends a cell.</summary>
internal sealed class SandboxLooks : IRendererSource
{
    public void AddTo(RendererTable table)
    {
        table.Add<PythonCallResult>(Of);
        table.Add<SandboxReport>(Of);
        table.Add<PythonSandboxOptions>(FactsCell.Options);
        NotebookFormatters.Facts<PythonEnvironment>(table);
        NotebookFormatters.Facts<SandboxLayer>(table);
    }

    private static MimeBundle Of(PythonCallResult result) => RunCells.Of(
        $"{result.Status}".ToLowerInvariant(), result.Status == PythonCallStatus.Ok, result.Message, result.Image,
        result.Log);

    private static MimeBundle Of(SandboxReport report)
    {
        Html layers =
            PageOverview.List(
                report.Layers.Select(
                    layer =>
                        Html.Of(
                            $"<li><b class=\"{(layer.Holds ? "good" : "bad")}\">{layer.Name} {(layer.Holds ? "holds" : "does not hold")}</b><br>{layer.Seen} <span class=\"soft\">{layer.Advice}</span></li>")));
        string about = report.Holds ? "holds: code of models can run here"
            : "does not hold: no code of models runs here";
        string text =
            $"The sandbox {about}{string.Concat(report.Layers.Select(layer => $"\n  {(layer.Holds ? "holds" : "does not hold")}  {layer.Name}: {layer.Seen}"))}";
        return MimeBundle.Html(CellStyle.Frame(Html.Join([FactsCell.Head("Sandbox", about), layers])),
            TerminalText.Text(text));
    }
}
