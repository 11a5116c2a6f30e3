using System.IO.Compression;
using System.Text;

namespace SPAgent.Internal;

/// <summary>The files that are built into the library for its pages.</summary>
public static class Resources
{
    private static readonly Lazy<string> Outlines = new(() => Text("land.txt").Trim());
    private static readonly Lazy<string?> PlotlySource = new(ReadPlotly);

    /// <summary>The continents as one SVG path in degrees: x is the longitude, y the negative latitude.</summary>
    public static string Land => Outlines.Value;

    /// <summary>plotly.js.</summary>
    /// <exception cref="InvalidOperationException">The library was built without it.</exception>
    public static string Plotly => PlotlySource.Value
        ?? throw new InvalidOperationException("This build of SPAgent carries no plotly.js. Build it again.");

    /// <summary>Whether the library was built with plotly.js.</summary>
    public static bool HasPlotly => PlotlySource.Value is not null;

    /// <summary>An embedded text of the assembly, by its file name.</summary>
    public static string Text(string name)
    {
        using StreamReader reader =
            new(Open(name) ?? throw new InvalidOperationException($"{name} is not in the library."), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string? ReadPlotly()
    {
        using Stream? packed = Open("plotly.min.js.gz");
        if (packed is null) return null;
        using StreamReader reader = new(new GZipStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static Stream? Open(string name) => typeof(Resources).Assembly.GetManifestResourceStream(name);
}
