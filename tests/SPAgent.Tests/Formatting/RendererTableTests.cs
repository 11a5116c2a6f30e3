using System.Reflection;

namespace SPAgent.Tests;

public sealed class RendererTableTests
{
    private readonly RendererTable _table = new();

    [Fact]
    public void The_nearest_entry_wins_and_an_interface_comes_last()
    {
        _table.Add<IShape>(_ => MimeBundle.Text("shape"));
        Assert.Equal("shape", _table.Render(new Square())?.ToString());
        _table.Add<Base>(_ => MimeBundle.Text("base"));
        Assert.Equal("base", _table.Render(new Square())?.ToString());
        _table.Add<Square>(_ => MimeBundle.Text("square"));
        Assert.Equal(("square", "base"),
            (_table.Render(new Square())?.ToString(), _table.Render(new Base())?.ToString()));
        Assert.Null(_table.Render(5));
    }

    [Fact]
    public void A_costly_part_is_made_once_and_only_when_it_is_asked_for()
    {
        int made = 0;
        MimeBundle bundle = MimeBundle.Html("<b>x</b>", "x").With("image/png", () => $"{++made}");
        Assert.Equal(["text/plain", "text/html", "image/png"], bundle.Types);
        Assert.Equal(0, made);
        Assert.Equal(("1", "1", 1), (bundle["image/png"], bundle["image/png"], made));
        Assert.Null(bundle["image/gif"]);
    }

    [Fact]
    public void A_part_can_be_replaced_without_touching_the_bundle_it_came_from()
    {
        MimeBundle bundle = MimeBundle.Text("x").WithSize("image/png", 3, 2);
        Assert.Equal(("y", "x"), (bundle.With("text/plain", "y").ToString(), bundle.ToString()));
        Assert.Equal([("image/png", 30, 20)], bundle.WithSize("image/png", 30, 20).Sizes);
        Assert.Throws<ArgumentOutOfRangeException>(() => bundle.WithSize("image/png", 0, 1));
    }

    [Fact]
    public void A_host_that_knows_only_names_finds_every_formatter_of_a_type()
    {
        RendererTable.Default.Add<Shown>(shown => MimeBundle.Html($"<b>{shown.Text}</b>", shown.Text));
        // As .NET Interactive does it: the attribute by its simple name, the rest by the names of members.
        object attribute = typeof(Heir).GetCustomAttributes(true)
            .Single(found => found.GetType().Name == "TypeFormatterSourceAttribute");
        var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var preferred = (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!;
        object instance = Activator.CreateInstance(source)!;
        var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(instance, null)!;
        Dictionary<string, string> looks = [];
        foreach (object formatter in formatters)
        {
            using var writer = new StringWriter();
            MethodInfo format = formatter.GetType().GetMethod("Format")!;
            if (format.Invoke(formatter, [new Heir(), writer]) is true)
                looks[(string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!] = writer.ToString();
        }

        Assert.Equal(preferred, looks.Keys);
        Assert.Equal(("<b>seen</b>", "seen"), (looks["text/html"], looks["text/plain"]));
    }

    private interface IShape;

    private class Base;

    private sealed class Square : Base, IShape;

    [TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
    private class Shown
    {
        public string Text { get; } = "seen";
    }

    private sealed class Heir : Shown;
}
