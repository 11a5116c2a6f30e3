using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace SPAgent;

/// <summary>Values that are a few named facts: a card with a line for each, and a table for several of them.</summary>
internal static class FactsCell
{
    private const int LongestValue = 400, MostNames = 8, MostRows = 50;

    /// <summary>A card with a title and a line for each fact.</summary>
    public static MimeBundle Of(string title, string about, IEnumerable<(string Name, object? Value)> facts,
        Html? more = null)
    {
        (string Name, string Value)[] told = [.. facts.Select(fact => (fact.Name, Told(fact.Value)))];
        Html rows =
            Html.If(told.Length > 0,
                () =>
                    Html.Of(
                        $"<div class=\"panel\" style=\"max-width:600px\">{PageParts.Rows(told.Select(fact => PageParts.Row(fact.Name, fact.Value)))}</div>"));
        string text =
            $"{title}{(about.Length > 0 ? $": {about}" : "")}{string.Concat(told.Select(fact => $"\n  {fact.Name}: {TerminalText.Line(fact.Value)}"))}";
        return MimeBundle.Html(CellStyle.Frame(Html.Join([Head(title, about), rows, more ?? Html.Empty])),
            TerminalText.Text(text));
    }

    /// <summary>A value by all that it says of itself.</summary>
    public static MimeBundle Of(object value) => Of(Title(value.GetType()), "", Facts(value));

    /// <summary>Options: what is set first, then what is as it is by default.</summary>
    public static MimeBundle Options(object options)
    {
        object usual = Activator.CreateInstance(options.GetType())!;
        var all = Facts(options)
            .Zip(Facts(usual), (given, one) =>
                (given.Name, Value: Told(given.Value), IsSet: Told(given.Value) != Told(one.Value))).ToArray();
        var set = all.Where(one => one.IsSet).ToArray();
        string about = set.Length == 0 ? "all as by default" : $"{set.Length} set, the rest as by default";
        IEnumerable<Html> rows = set.Select(one => PageParts.Row(one.Name, Html.Of($"<b>{one.Value}</b>")))
            .Concat(all.Where(one => !one.IsSet)
                .Select(one => PageParts.Row(one.Name, Html.Of($"<span class=\"soft\">{one.Value}</span>"))));
        string title = options.GetType().Name;
        string text =
            $"{title}: {about}{string.Concat(set.Select(one => $"\n  {one.Name}: {TerminalText.Line(one.Value)}"))}";
        return MimeBundle.Html(
            CellStyle.Frame(
                Html.Of(
                    $"{Head(title, about)}<div class=\"panel\" style=\"max-width:600px\">{PageParts.Rows(rows)}</div>")), text);
    }

    /// <summary>Several values of a kind, a row each.</summary>
    public static MimeBundle Rows<T>(IEnumerable<T> values)
    {
        T[] taken = [.. values.Take(MostRows + 1)];
        TableBuilder rows = new();
        foreach (T value in taken.Take(MostRows))
            rows.Add([.. Facts(value!).Select(fact => (fact.Name, Cell(fact.Value)))]);
        return TableCell.Of(rows.Build(), isMore: taken.Length > MostRows);
    }

    public static Html Head(string title, string about) =>
        Html.Of($"<div class=\"head\"><b>{title}</b> <span class=\"soft\">{about}</span></div>");

    /// <summary>A value on one line, in words.</summary>
    public static string Told(object? value) => value switch
    {
        null => "–",
        string text => PageParts.Shorten(text, LongestValue),
        bool flag => TerminalText.YesNo(flag),
        TimeSpan span when span == Timeout.InfiniteTimeSpan => "no limit",
        TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:#,0.###} s"),
        int or long or uint or short or byte or double or float =>
            TerminalText.Cell(value is float or double ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
                : Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        Trace trace => $"trace {TraceName.Of(trace)}",
        Exception problem => PageParts.Shorten(problem.Message, LongestValue),
        DateTime time => TerminalText.Cell(time),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        JsonElement { ValueKind: JsonValueKind.Undefined } => "–",
        JsonElement json => PageParts.Shorten(TerminalText.Json(json), LongestValue),
        RasterImage image => $"picture of {image.Width} × {image.Height}",
        ImageTool tool => tool.Name,
        AgentTool tool => tool.Name,
        QualityCheck check => check.Name,
        IReward reward => reward.Name,
        TaskPrompt prompt => prompt.Name,
        ImageDataset dataset => Path.GetFileName(Path.TrimEndingDirectorySeparator(dataset.Path)),
        CancellationToken token => token.CanBeCanceled ? "given" : "never",
        TimeProvider clock => clock == TimeProvider.System ? "the system's" : "another one",
        byte[] bytes => TerminalText.Count(bytes.Length, "byte"),
        // Values may be keys.
        IReadOnlyDictionary<string, string> headers => Names(headers.Keys),
        IReadOnlyList<KeyValuePair<string, double>> metrics =>
            Names(metrics.Select(metric => $"{metric.Key} {Told(metric.Value)}")),
        IReadOnlyList<KeyValuePair<string, JsonElement>> extra => Names(extra.Select(field => field.Key)),
        IEnumerable items => Names(items.Cast<object?>().Select(Told)),
        Delegate or HttpMessageHandler => "given",
        Enum => Words($"{value}"),
        _ => PageParts.Shorten(TerminalText.Line(value.ToString()), LongestValue),
    };

    /// <summary>What a value says of itself, under names in words.</summary>
    public static IEnumerable<(string Name, object? Value)> Facts(object value) =>
        value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0 && property.GetMethod is { } get
            && !get.ReturnType.IsByRefLike)
        .Select(property => (Words(property.Name), property.GetValue(value)));

    private static object? Cell(object? value) => value is null or bool or string or int or long or double or float
        or DateTime or DateTimeOffset ? value : Told(value);

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Take(MostNames + 1)];
        return all.Length == 0 ? "none"
            : string.Join(", ", all.Take(MostNames)) + (all.Length > MostNames ? ", …" : "");
    }

    private static string Title(Type type) => char.ToUpperInvariant(type.Name[0]) + Words(type.Name)[1..];

    private static string Words(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace('_', ' ');
}
