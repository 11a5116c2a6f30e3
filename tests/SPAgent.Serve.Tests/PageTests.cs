using Microsoft.Playwright;

namespace SPAgent.Serve.Tests;

/// <summary>The page as a person uses it, in Chromium.</summary>
public sealed class PageTests
{
    private const string Rows = "#list li[data-at]";

    private static readonly string s_root = Checkout.Root;

    [Fact]
    public async Task A_search_narrows_the_list_and_going_back_brings_it_back()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(5);
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("京都");
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#shown")).ToHaveTextAsync("1 of 5");
        await page.ClickAsync($"{Rows} a");
        await Assertions.Expect(page.Locator("#item h1")).ToHaveTextAsync("Trace 3");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(1);
        Assert.Equal("京都", await page.InputValueAsync("#search"));
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Next_and_previous_follow_the_list_as_it_is_sorted_and_filtered()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await page.SelectOptionAsync("#sort", "best");
        await page.ClickAsync("#facets summary:text-is('city')");
        await page.ClickAsync("[data-term='column.city=Paris']");
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#title").ClickAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#item h1")).ToHaveTextAsync("Trace 2");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator("#item h1")).ToHaveTextAsync("Trace 1");
        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(page.Locator("#item h1")).ToHaveTextAsync("Trace 2");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(2);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Bars_and_dots_filter_the_list_and_chips_take_it_back()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(5);
        await page.Locator("#charts figure").First.Locator("g[role=button]").Last.PressAsync("Enter");
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(1);
        await page.ClickAsync("#chips button");
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(5);
        await page.Locator("#map circle").First.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#chips li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(5);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Keys_mark_what_is_chosen_and_what_is_open()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(5);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("-");
        await Assertions.Expect(page.Locator($"{Rows} >> nth=0 >> .verdict")).ToHaveTextAsync("drop");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".marks button[aria-pressed=true]")).ToHaveTextAsync("Drop");
        await page.Keyboard.PressAsync("+");
        await Assertions.Expect(page.Locator(".marks button[aria-pressed=true]")).ToHaveTextAsync("Keep");
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync("looks right");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("#");
        await page.Keyboard.TypeAsync("blurred");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".marks")).ToContainTextAsync("# blurred");
        RecordLabel label = TraceStore.Open(served.Folder).Labels()["1"];
        Assert.Equal((LabelVerdict.Keep, "looks right"), (label.Verdict, label.Note));
        Assert.Equal(["blurred"], label.Tags);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task What_is_being_written_stays_while_an_earlier_mark_is_answered()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await page.ClickAsync($"{Rows} a >> nth=0");
        await Assertions.Expect(page.Locator("#item h1")).ToBeFocusedAsync();
        TaskCompletionSource written = new();
        await page.RouteAsync("**/api/label", async route =>
        {
            await written.Task;
            await route.ContinueAsync();
        });
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("#");
        await page.Keyboard.TypeAsync("blur");
        written.SetResult();
        await Assertions.Expect(page.Locator(".marks button[aria-pressed=true]")).ToHaveTextAsync("Keep");
        await page.Keyboard.TypeAsync("red");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".marks")).ToContainTextAsync("# blurred");
        Assert.Equal(["blurred"], TraceStore.Open(served.Folder).Labels()["1"].Tags);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Keys_mark_nothing_that_is_not_shown()
    {
        await using ServedTraces served = await ServedTraces.OfAsync(
            ServedTraces.Trace(1, "one"), ServedTraces.Trace(2, "two"));
        await served.StartAsync(new ServeSettings { Folders = [served.Folder, served.Folder] });
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        List<string?> marked = [];
        page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/api/label", StringComparison.Ordinal)) marked.Add(request.PostData);
        };
        // A row is chosen in the list that the comparison hides.
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("c");
        await Assertions.Expect(page.Locator("#item select")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("Escape");
        await page.ClickAsync($"{Rows} a >> nth=0");
        await Assertions.Expect(page.Locator("#item h1")).ToHaveTextAsync("Trace 1");
        TaskCompletionSource read = new();
        await page.RouteAsync("**/api/item*", async route =>
        {
            await read.Task;
            await route.ContinueAsync();
        });
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator("#item")).ToContainTextAsync("Replaying its pictures");
        await page.Keyboard.PressAsync("+");
        read.SetResult();
        await Assertions.Expect(page.Locator("#item h1")).ToHaveTextAsync("Trace 2");
        await page.Keyboard.PressAsync("-");
        await Assertions.Expect(page.Locator(".marks button[aria-pressed=true]")).ToHaveTextAsync("Drop");
        Assert.Contains("\"2\"", Assert.Single(marked), StringComparison.Ordinal);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task What_fails_beside_a_trace_is_said_where_it_is_seen()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await page.ClickAsync($"{Rows} a >> nth=0");
        await Assertions.Expect(page.Locator("#item h1")).ToBeFocusedAsync();
        await page.RouteAsync("**/api/label",
            route => route.FulfillAsync(new() { Status = 500, Body = "The disk is full." }));
        await page.RouteAsync("**/api/item*",
            route => route.FulfillAsync(new() { Status = 500, Body = "It is damaged." }));
        await page.Keyboard.PressAsync("+");
        await Assertions.Expect(page.Locator("text=The disk is full.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator("#item .notice")).ToHaveTextAsync("It is damaged.");
        await page.ClickAsync("#item .up");
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Who_only_reads_sees_no_marks_to_set()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await Browser.OpenAsync(
            served.Server.Address("localhost", served.Server.Tokens.Reading));
        await browser.Page.ClickAsync($"{Rows} a >> nth=0");
        await Assertions.Expect(browser.Page.Locator("#item h1")).ToHaveTextAsync("Trace 1");
        await Assertions.Expect(browser.Page.Locator(".marks")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task New_traces_come_into_the_list_by_themselves()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        await Assertions.Expect(browser.Page.Locator(Rows)).ToHaveCountAsync(5);
        await served.SaveAsync(ServedTraces.Trace(6, "new"));
        await Assertions.Expect(browser.Page.Locator(Rows)).ToHaveCountAsync(6, new() { Timeout = 30_000 });
        await Assertions.Expect(browser.Page.Locator("#live")).ToContainTextAsync("under way");
    }

    [Fact]
    public async Task The_chosen_row_stays_chosen_when_traces_come_in_before_it()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        ILocator rows = page.Locator(Rows), chosen = page.Locator($"{Rows}[aria-current]");
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await served.SaveAsync(ServedTraces.Trace(0, "new"));
        await Assertions.Expect(rows).ToHaveCountAsync(6, new() { Timeout = 30_000 });
        await Assertions.Expect(chosen).ToHaveAttributeAsync("data-id", "2");
        await Assertions.Expect(chosen.Locator("a")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#item h1")).ToHaveTextAsync("Trace 2");
        await served.SaveAsync(ServedTraces.Trace(0, "new, too", rollout: 2));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(rows).ToHaveCountAsync(7, new() { Timeout = 30_000 });
        await Assertions.Expect(chosen).ToHaveAttributeAsync("data-id", "2");
        Assert.Empty(browser.Errors);
    }

    // A browser opens six connections to a server, over all tabs.
    [Fact]
    public async Task Tabs_that_nobody_sees_hold_no_connection_and_follow_again_when_they_are_seen()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page, tab = page;
        await page.Context.AddInitScriptAsync(
            "Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });");
        for (int i = 0; i < 7; i++)
        {
            tab = await page.Context.NewPageAsync();
            await tab.GotoAsync(new Uri(page.Url).GetLeftPart(UriPartial.Authority));
            await Assertions.Expect(tab.Locator(Rows)).ToHaveCountAsync(5, new() { Timeout = 30_000 });
        }

        await tab.EvaluateAsync("""
            () => {
              Object.defineProperty(document, "hidden", { get: () => false });
              document.dispatchEvent(new Event("visibilitychange"));
            }
            """);
        await served.SaveAsync(ServedTraces.Trace(6, "new"));
        await Assertions.Expect(tab.Locator(Rows)).ToHaveCountAsync(6, new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task What_a_model_wrote_stays_text()
    {
        const string attack = "<img src=x onerror=alert(1)><script>alert(2)</script></article><h1>no";
        await using ServedTraces served = await ServedTraces.StartAsync(
            ServedTraces.Trace(1, attack, attack) with { Model = attack });
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        bool alerted = false;
        page.Dialog += (_, _) => alerted = true;
        await page.ClickAsync($"{Rows} a");
        await Assertions.Expect(page.Locator("#item .text").First).ToContainTextAsync("user");
        Assert.Equal(0, await page.Locator("img, article script").CountAsync());
        Assert.False(alerted);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Pictures_open_in_full_size_with_their_boxes_and_are_zoomed_by_keys()
    {
        await using ServedTraces served = await SamplesAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await page.ClickAsync($"{Rows} a >> nth=0");
        await page.Locator(".call .shot svg").First.ClickAsync();
        ILocator full = page.Locator("#viewer svg");
        await Assertions.Expect(full.Locator(".frame")).ToHaveCountAsync(1);
        Assert.Equal(200, await page.EvaluateAsync<int>(
            "async () => (await fetch(document.querySelector('#viewer image').getAttribute('href'))).status"));
        string? whole = await full.GetAttributeAsync("viewBox");
        await page.Keyboard.PressAsync("+");
        Assert.NotEqual(whole, await full.GetAttributeAsync("viewBox"));
        await page.Keyboard.PressAsync("0");
        Assert.Equal(whole, await full.GetAttributeAsync("viewBox"));
        await page.Keyboard.PressAsync("b");
        await Assertions.Expect(full.Locator(".frame")).ToBeHiddenAsync();
        await browser.ShootAsync("serve-viewer.png");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#viewer")).ToBeHiddenAsync();
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_presentation_goes_turn_by_turn_and_hides_the_answer()
    {
        await using ServedTraces served = await SamplesAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await page.ClickAsync($"{Rows} a >> nth=0");
        await page.ClickAsync("text=Present");
        ILocator stage = page.Locator("#stage");
        await Assertions.Expect(stage).ToContainTextAsync("1 of 3");
        await page.Keyboard.PressAsync("ArrowRight");
        await browser.ShootAsync("serve-stage.png");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(stage).ToContainTextAsync("Press → to show it");
        await Assertions.Expect(stage).Not.ToContainTextAsync("Paris, France");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(stage).ToContainTextAsync("Paris, France");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(stage).ToContainTextAsync("what came of it");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(stage).ToContainTextAsync("Paris, France");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(stage).ToBeHiddenAsync();
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Two_runs_are_compared_on_a_page_of_their_own()
    {
        await using ServedTraces served = await ServedTraces.OfAsync();
        string written = Path.Combine(s_root, "data-samples", "traces", "written");
        await served.StartAsync(new ServeSettings { Folders = [written, written] });
        await using Browser browser = await OpenAsync(served);
        await browser.Page.ClickAsync("#compare");
        await Assertions.Expect(browser.Page.Locator("#item")).ToContainTextAsync("Metrics, paired by row");
        await browser.ShootAsync("serve-compare.png");
        Assert.Empty(await browser.NamelessAsync());
        Assert.Empty(browser.Errors);
        await browser.Page.SetViewportSizeAsync(390, 844);
        await browser.ShootAsync("serve-compare-narrow.png");
        Assert.True(await browser.FitsAsync());
    }

    [Fact]
    public async Task It_fits_a_narrow_window_in_the_dark()
    {
        await using ServedTraces served = await SamplesAsync();
        await using Browser browser = await Browser.OpenAsync(
            served.Server.Address("127.0.0.1", served.Server.Tokens.Whole), 390, 844, ColorScheme.Dark);
        IPage page = browser.Page;
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(4);
        await browser.ShootAsync("serve-narrow.png");
        Assert.True(await browser.FitsAsync());
        await page.ClickAsync($"{Rows} a >> nth=0");
        await Assertions.Expect(page.Locator("#item h1")).ToHaveTextAsync("Trace 0");
        Assert.True(await browser.FitsAsync());
        await browser.ShootAsync("serve-narrow-trace.png");
    }

    [Fact]
    public async Task Everything_that_can_be_pressed_has_a_name()
    {
        await using ServedTraces served = await SamplesAsync();
        await using Browser browser = await OpenAsync(served);
        IPage page = browser.Page;
        await Assertions.Expect(page.Locator(Rows)).ToHaveCountAsync(4);
        await browser.ShootAsync("serve-list.png");
        Assert.Empty(await browser.NamelessAsync());
        await page.ClickAsync($"{Rows} a >> nth=0");
        await Assertions.Expect(page.Locator("#item h1")).ToBeFocusedAsync();
        await browser.ShootAsync("serve-trace.png");
        Assert.Empty(await browser.NamelessAsync());
        await page.Locator(".call .shot svg").First.ClickAsync();
        Assert.Empty(await browser.NamelessAsync());
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("p");
        Assert.Empty(await browser.NamelessAsync());
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        Assert.Empty(await browser.NamelessAsync());
        await Assertions.Expect(page.Locator("#keys")).ToContainTextAsync("keep, drop");
        await browser.ShootAsync("serve-keys.png");
    }

    [Fact]
    public async Task The_file_of_open_leads_to_the_page()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        using BrowserFile file = BrowserFile.Write(served.Server.Address("127.0.0.1", served.Server.Tokens.Whole));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.File));
        await using Browser browser = await Browser.OpenAsync(new Uri(file.File).AbsoluteUri);
        await Assertions.Expect(browser.Page.Locator(Rows)).ToHaveCountAsync(5);
        Assert.DoesNotContain("token", browser.Page.Url, StringComparison.Ordinal);
    }

    private static Task<Browser> OpenAsync(ServedTraces served) =>
        Browser.OpenAsync(served.Server.Address("127.0.0.1", served.Server.Tokens.Whole));

    // With pictures to replay.
    private static async Task<ServedTraces> SamplesAsync()
    {
        ServedTraces served = await ServedTraces.OfAsync();
        foreach (string file in Directory.GetFiles(Path.Combine(s_root, "data-samples", "traces", "written"), "*.json"))
            File.Copy(file, Path.Combine(served.Folder, Path.GetFileName(file)), overwrite: true);
        await served.StartAsync(new ServeSettings
        {
            Folders = [served.Folder],
            Dataset = Path.Combine(s_root, "data-samples", "streets"),
        });
        return served;
    }
}
