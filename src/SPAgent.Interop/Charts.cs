using System.Text.Json.Nodes;
using Plotly.NET;

namespace SPAgent;

/// <summary>
/// Figures as charts of Plotly.NET, to be styled there, and its charts as figures, to be shown and saved here.
/// </summary>
public static class Charts
{
    /// <summary>
    /// The figure as a chart: <c>figure.ToChart().WithXAxisStyle&lt;double, double, string&gt;(…)</c> changes what it
    /// names and keeps the rest.
    /// The chart shares nothing with the figure, which never changes.
    /// </summary>
    public static GenericChart ToChart(this Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        JsonObject json = JsonNode.Parse(figure.ToJson())!.AsObject();
        IEnumerable<Plotly.NET.Trace> traces =
            json["data"]!.AsArray().Select(trace => ChartObjects.Trace(trace!.AsObject()));
        Layout layout = ChartObjects.Fill(new Layout(), json["layout"]!.AsObject());
        Config config = ChartObjects.Fill(new Config(), json["config"]!.AsObject());
        return GenericChart.fromChartDTO(
            new ChartDTO(Microsoft.FSharp.Collections.ListModule.OfSeq(traces), layout, config));
    }

    /// <summary>
    /// The chart as a figure: shown in a notebook, a page that opens offline, a PNG. Of kinds that are not cartesian
    /// only the JSON is to be had, see <see cref="Figure.FromJson"/>. What Plotly.NET writes as the text NaN or
    /// Infinity among numbers becomes an empty place.
    /// </summary>
    public static Figure ToFigure(this GenericChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return ChartJson.Read(GenericChart.toJson(chart));
    }

    /// <summary>
    /// The chart with another title; this one keeps its own. The traces are the same objects in both.
    /// </summary>
    public static GenericChart Titled(this GenericChart chart, string title)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(title);
        Layout layout = ChartObjects.Copy(GenericChart.getLayout(chart), new Layout());
        Title words =
            layout.TryGetPropertyValue("title")?.Value is Title old ? ChartObjects.Copy(old, new Title()) : new Title();
        words.SetProperty("text", title);
        layout.SetProperty("title", words);
        return GenericChart.setLayout(layout, chart);
    }
}
