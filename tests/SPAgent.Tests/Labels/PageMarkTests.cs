using System.Net;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.Labels;

/// <summary>Pages mark offline, and what they hand out comes in.</summary>
public sealed partial class PageMarkTests
{
    // A person's clicks; what would be downloaded is put into the document.
    private const string Clicks = """
        <script>addEventListener("load", async () => {
          const wait = () => new Promise((done) => setTimeout(done, 50)), all = (at) => [...document.querySelectorAll(at)];
          let file; const make = URL.createObjectURL;
          URL.createObjectURL = (blob) => { file = blob; return make(blob); };
          HTMLAnchorElement.prototype.click = () => { };
          const type = (name, text) => { const field = document.querySelector(`article:target [name=${name}]`); field.value = text; field.dispatchEvent(new Event("change")); };
          location.hash = "#t1"; await wait();
          document.querySelector("article:target .drop").click();
          type("tags", "hard, \u2602 , hard,"); type("note", "it's <b>");
          location.hash = "#t2"; await wait();
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "+", bubbles: true }));
          type("tags", "");
          location.hash = "#top"; await wait();
          document.querySelector(".marks.down button").click();
          const log = document.createElement("pre"); log.id = "log"; log.textContent = await file.text(); document.body.append(log);
          document.title = all(".list [data-record]").map((row) => row.dataset.verdict).join(" ");
        });</script></body>
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Marks_of_a_page_are_downloaded_and_merged_once()
    {
        Browser.Need();
        using LabelledFolder folder = await LabelledFolder.OfAsync(4);
        folder.Store.Label("2", new() { Tags = ["old"], Verdict = LabelVerdict.Drop });
        await TracePage.WriteAsync(folder.Store, folder["page.html"], new() { Pictures = false }, Stop);
        string page = await File.ReadAllTextAsync(folder["page.html"], Stop);
        string dom = await Chromium.DumpAsync(Policy().Replace(page, "")
            .Replace("</body>", Clicks, StringComparison.Ordinal), parts: 1, Stop);
        Assert.Contains("<title>none drop keep none</title>", dom, StringComparison.Ordinal);
        string downloaded = WebUtility.HtmlDecode(Log().Match(dom).Groups[1].Value);
        await File.WriteAllTextAsync(folder["labels (1).jsonl"], downloaded, Stop);
        LabelMerge merge = folder.Store.Labels().Merge(folder["labels (1).jsonl"]);
        Assert.Equal((2, 2), (merge.Added, merge.Overrode.Count));
        LabelStore labels = folder.Store.Labels();
        Assert.Equal((LabelVerdict.Drop, "it's <b>"), (labels["1"].Verdict, labels["1"].Note));
        Assert.Equal(["hard", "\u2602"], labels["1"].Tags);
        Assert.Equal(LabelVerdict.Keep, labels["2"].Verdict);
        Assert.Empty(labels["2"].Tags);
        Assert.Equal(0, folder.Store.Labels().Merge(folder["labels (1).jsonl"]).Added);
        using LabelledFolder other = await LabelledFolder.OfAsync(4, "another");
        Assert.Throws<ArgumentException>(() => other.Store.Labels().Merge(folder["labels (1).jsonl"]));
    }

    [Fact]
    public async Task What_is_marked_already_stands_in_the_page_and_is_escaped()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(2);
        folder.Store.Label("0", new() { Note = "\"><script>alert(1)</script>" });
        await TracePage.WriteAsync(folder.Store, folder["page.html"], new() { Pictures = false }, Stop);
        string page = await File.ReadAllTextAsync(folder["page.html"], Stop);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.Equal(4, Regex.Count(page, "data-record=\"[01]\" data-mark=\"[0-9a-f]{8}\""));
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy();

    [GeneratedRegex("<pre id=\"log\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Log();
}
