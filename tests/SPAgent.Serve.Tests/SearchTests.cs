using System.Text.Json;

namespace SPAgent.Serve.Tests;

/// <summary>What is found by what was said and done.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("tower", new[] { 1, 2 })]
    [InlineData("TOWER", new[] { 1, 2 })]
    [InlineData("red tower", new[] { 1, 2 })]
    [InlineData("\"red tower\"", new[] { 1 })]
    [InlineData("tow", new int[0])]
    [InlineData("Kyoto", new[] { 3 })]
    [InlineData("systemword", new int[0])]
    [InlineData("userword", new int[0])]
    [InlineData("image_zoom_in_tool", new[] { 1, 2, 3, 4, 5 })]
    public async Task Words_are_found_wherever_they_were_said_and_not_in_prompts(string query, int[] expected)
    {
        await using ServedTraces served = await FiveAsync();
        await served.FindsAsync(expected, query);
    }

    [Theory]
    [InlineData("京", new[] { 3 })]
    [InlineData("京都", new[] { 3 })]
    [InlineData("都京", new int[0])]
    [InlineData("の", new[] { 3 })]
    [InlineData("ｶﾀｶﾅ", new[] { 3 })]
    [InlineData("서울", new[] { 4 })]
    [InlineData("C++", new[] { 4 })]
    [InlineData("C+", new[] { 4 })]
    [InlineData("C#", new int[0])]
    [InlineData("100%", new[] { 4 })]
    [InlineData("101%", new int[0])]
    [InlineData("48.8566", new[] { 5 })]
    [InlineData("-3.5", new[] { 5 })]
    [InlineData("+3.5", new int[0])]
    [InlineData("Ｃ＋＋", new int[0])]
    [InlineData("ﾀｶ", new[] { 3 })]
    [InlineData("ガ", new int[0])]
    [InlineData("😀", new[] { 5 })]
    [InlineData("say \"hello", new[] { 5 })]
    [InlineData("don't", new[] { 5 })]
    [InlineData("AND", new[] { 5 })]
    [InlineData("\"", new[] { 5 })]
    [InlineData("NEAR(red", new int[0])]
    public async Task Every_character_means_itself(string query, int[] expected)
    {
        await using ServedTraces served = await FiveAsync();
        await served.FindsAsync(expected, query);
    }

    // Written as one character (NFC), or as a letter and its marks (NFD).
    [Theory]
    [InlineData("Café", "Cafe\u0301")]
    [InlineData("ÅNGSTRÖM", "A\u030ANGSTRO\u0308M")]
    [InlineData("Việt", "Vie\u0323\u0302t")]
    [InlineData("ガード", "カ\u3099ート\u3099")]
    [InlineData("ぱ", "は\u309A")]
    [InlineData("서울", "\u1109\u1165\u110B\u116E\u11AF")]
    [InlineData("\u0623\u062D\u0645\u062F", "\u0627\u0654\u062D\u0645\u062F")]
    [InlineData("й", "и\u0306")]
    [InlineData("≠", "=\u0338")]
    public async Task Composed_and_decomposed_letters_find_each_other(string composed, string decomposed)
    {
        await using ServedTraces served = await ServedTraces.StartAsync(
            ServedTraces.Trace(1, $"a {composed} b"), ServedTraces.Trace(2, $"a {decomposed} b"),
            ServedTraces.Trace(3, "a Cafe Angstrom Viet カート は 시 ا и = b"));
        await served.FindsAsync([1, 2], composed);
        await served.FindsAsync([1, 2], decomposed);
        await served.FindsAsync([1, 2], $"\"a {decomposed} b\"");
    }

    [Theory]
    [InlineData("OR NOT")]
    [InlineData("red OR")]
    [InlineData("words:red")]
    [InlineData("^red")]
    [InlineData("red*")]
    [InlineData("(((")]
    [InlineData("\"\"\"")]
    [InlineData("NEAR(a b, 2)")]
    [InlineData("'; DROP TABLE item; --")]
    [InlineData("{ } - + : \\ %00")]
    [InlineData("a\0b")]
    [InlineData("\uD800")]
    [InlineData("\u200B")]
    public async Task Nothing_of_a_query_is_an_operator(string query)
    {
        await using ServedTraces served = await FiveAsync();
        await served.FindsAsync([], query);
        Assert.Equal(5, (await served.FindAsync("")).Length);
    }

    [Fact]
    public async Task A_trace_that_comes_or_is_written_anew_is_found_at_once()
    {
        await using ServedTraces served = await FiveAsync();
        await served.FindsAsync([], "zebra");
        await served.SaveAsync(ServedTraces.Trace(6, "a zebra"), ServedTraces.Trace(1, "now a zebra too"));
        await served.FindsAsync([1, 6], "zebra");
        await served.FindsAsync([2], "tower");
        File.Delete(Path.Combine(served.Folder, "trace_00006.json"));
        await served.FindsAsync([1], "zebra");
    }

    [Fact]
    public async Task A_trace_that_can_t_be_read_is_listed_as_such()
    {
        await using ServedTraces served = await ServedTraces.OfAsync(ServedTraces.Trace(1, "a"));
        await File.WriteAllTextAsync(Path.Combine(served.Folder, "trace_00002.json"), "{", ServedTraces.Stop);
        await served.StartAsync(new ServeSettings { Folders = [served.Folder] });
        JsonElement torn = (await served.JsonAsync("/api/search")).GetProperty("items")[1];
        Assert.Contains("torn", torn.GetProperty("summary").GetString(), StringComparison.Ordinal);
        await served.FindsAsync([2], "", "&f=outcome=unreadable");
    }

    [Fact]
    public async Task Properties_and_ranges_narrow_the_list_down_and_are_counted()
    {
        await using ServedTraces served = await FiveAsync();
        await served.FindsAsync([1, 2], "", "&f=column.city=Paris");
        await served.FindsAsync([1, 2, 3], "", "&f=column.city=Paris&f=column.city=Kyoto");
        await served.FindsAsync([4], "C++", "&r=score:0.5:0.8");
        await served.FindsAsync([5, 4], "", "&r=score:0.6:1]&sort=best");
        JsonElement facets = await served.JsonAsync("/api/facets?f=column.city=Paris");
        JsonElement city = facets.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "column.city");
        Assert.Equal(2, city.GetProperty("shown")[0].GetProperty("count").GetInt32());
        JsonElement sums = await served.JsonAsync("/api/charts");
        Assert.Equal(5, sums.GetProperty("items").GetInt32());
        foreach (JsonElement chart in sums.GetProperty("charts").EnumerateArray())
        {
            Assert.Equal(chart.GetProperty("count").GetInt32(), chart.GetProperty("bars").EnumerateArray()
                .Sum(bar => bar.GetProperty("count").GetInt32()));
        }
    }

    [Fact]
    public async Task Few_numbers_have_a_bar_each_and_scores_that_are_all_but_equal_have_one()
    {
        const int most = 13;
        await using ServedTraces served = await ServedTraces.StartAsync([.. Enumerable.Range(1, most).Select(turns =>
            ServedTraces.Trace(turns, "a", score: turns % 2 == 0 ? 1 : 0.9999999999999999) with
            {
                Turns = [.. Enumerable.Range(1, turns).Select(turn =>
                    new ConversationTurn { Turn = turn, Response = "a" })],
            })]);
        await served.FindsAsync([.. Enumerable.Range(1, most)], "");
        JsonElement charts = (await served.JsonAsync("/api/charts")).GetProperty("charts");
        Assert.Equal(Enumerable.Repeat(1, most), Bars("turns"));
        Assert.Equal([most], Bars("score"));

        IEnumerable<int> Bars(string figure) => charts.EnumerateArray()
            .Single(chart => chart.GetProperty("figure").GetString() == figure).GetProperty("bars").EnumerateArray()
            .Select(bar => bar.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Rollouts_are_listed_by_row_and_opened_by_their_id()
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(7, "one"),
            ServedTraces.Trace(7, "two", rollout: 2), ServedTraces.Trace(100_000, "far"));
        JsonElement items = (await served.JsonAsync("/api/search")).GetProperty("items");
        Assert.Equal(["7", "7.r2", "100000"], items.EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        JsonElement second = await served.JsonAsync("/api/item?id=7.r2");
        Assert.Contains("two", second.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_several_folders_follow_each_other()
    {
        await using ServedTraces served = await FiveAsync();
        await served.EndAsync();
        string other = Path.Combine(served.Root, "other");
        Directory.CreateDirectory(other);
        await TraceStore.Open(other).SaveAsync(ServedTraces.Trace(9, "a tower"), ServedTraces.Stop);
        await served.StartAsync(new ServeSettings { Folders = [served.Folder, other] });
        await served.FindsAsync([1, 2, 9], "tower");
        JsonElement page = await served.JsonAsync("/api/search?q=tower&offset=1&limit=2");
        Assert.Equal([2, 9], page.GetProperty("items").EnumerateArray().Select(one =>
            one.GetProperty("index").GetInt32()));
        Assert.Equal(3, page.GetProperty("total").GetInt32());
        await served.FindsAsync([9], "tower", "&run=1");
    }

    internal static Task<ServedTraces> FiveAsync() => ServedTraces.StartAsync(
        ServedTraces.Trace(1, "I see a red tower", score: 0.1),
        ServedTraces.Trace(2, "A tower that is red", score: 0.3),
        ServedTraces.Trace(3, "京都の塔です。カタカナ ｶﾀｶﾅ", "Kyoto", 0.4),
        ServedTraces.Trace(4, "Written in C++, 100% sure, 서울에서", "Seoul", 0.7),
        ServedTraces.Trace(5, "At 48.8566, -3.5 they say \"hello\" 😀 and don't leave", "Brest", 1));
}
