namespace SPAgent.Cli;

/// <summary>The tools that <c>--tools</c> names.</summary>
internal sealed class ToolSet : IAsyncDisposable
{
    public required IReadOnlyList<ImageTool> Tools { get; init; }

    public static ToolSet Create(string names, bool runCodeTwice)
    {
        string[] list = names == "none" ? []
            : names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ToolSet { Tools = [.. list.Distinct().Select(name => One(name, runCodeTwice))] };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable tool in Tools.OfType<IAsyncDisposable>()) await tool.DisposeAsync();
    }

    private static ImageTool One(string name, bool runCodeTwice) => name switch
    {
        "zoom" => new ZoomInTool(),
        "rotate" => new RotateTool(),
        "python" => new PythonCodeTool(new PythonSandboxOptions { RunTwice = runCodeTwice }),
        _ => throw new ArgumentException($"--tools knows zoom, rotate, python and none, not \"{name}\"."),
    };
}
