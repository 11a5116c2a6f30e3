namespace SPAgent.Tests.Display;

/// <summary>What a model might write to take a page over.</summary>
internal static class HostileText
{
    /// <summary>Scripts, event handlers, links and frames that leave a mark on the document when they run, and odd
    /// Unicode.</summary>
    public static string Evil { get; } = """
        </pre></div></article><script>document.documentElement.dataset.pwned='1'</script><img src=x onerror="document.documentElement.dataset.pwned='1'">
        <svg onload="document.documentElement.dataset.pwned='1'"><a href="javascript:document.documentElement.dataset.pwned='1'" id=evil>x</a>
        '"><iframe srcdoc="<script>parent.document.documentElement.dataset.pwned='1'</script>"></iframe> --> ]]> {{7*7}} RLOgnp.exe 𝕏 👩‍👩‍👧 x
        """.Replace("RLO", "\u202e", StringComparison.Ordinal);

    /// <summary>Opens the page in Chromium: all of it shows as text, and nothing ran.</summary>
    public static async Task AssertHarmlessAsync(string page, CancellationToken cancellationToken)
    {
        string dom = await Chromium.DumpAsync(page, parts: 1, cancellationToken);
        Assert.DoesNotContain("data-pwned", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<iframe", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"evil\"", dom, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;document", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", dom, StringComparison.Ordinal);
    }
}
