namespace SPAgent.Cli;

/// <summary>The tools that <c>--tools</c> names.</summary>
internal sealed class ToolSet : IAsyncDisposable
{
    public required IReadOnlyList<ImageTool> Tools { get; init; }

    public static ToolSet Create(string names)
    {
        string[] list = names == "none" ? [] : names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ToolSet { Tools = [.. list.Distinct().Select(One)] };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable tool in Tools.OfType<IAsyncDisposable>()) await tool.DisposeAsync();
    }

    private static ImageTool One(string name) => name switch
    {
        "zoom" => new ZoomInTool(),
        "rotate" => new RotateTool(),
        _ => throw new ArgumentException($"--tools knows zoom, rotate and none, not \"{name}\"."),
    };
}
