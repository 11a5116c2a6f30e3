using System.Text;

namespace SPAgent.Serve;

/// <summary>The files that are built into the server.</summary>
internal static class Assets
{
    public static string Text(string name)
    {
        using StreamReader reader = new(typeof(Assets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the program."), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The page, with the outlines to which maps refer.</summary>
    public static string Page() => Text("serve.html").Replace("<!--land-->", Articles.Land.Markup,
        StringComparison.Ordinal);

    /// <summary>What pages do by themselves, and what a server adds.</summary>
    public static string Script() => Resources.Text("reader.js") + Text("serve.js");

    /// <summary>The style of pages, and what a server adds.</summary>
    public static string Style() => Resources.Text("page.css") + Text("serve.css");
}
