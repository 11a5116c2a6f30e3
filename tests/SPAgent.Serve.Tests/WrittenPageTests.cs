using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SPAgent.Serve.Tests;

/// <summary>Pages that need no server, opened as files: what a person clicks and types.</summary>
public sealed class WrittenPageTests : IDisposable
{
    private const string Shown = ".list > li:not([hidden])";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spagent-written-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Search_finds_what_was_said_on_all_pages_and_not_what_was_asked()
    {
        await using Browser browser = await OpenAsync(250, onOnePage: 50);
        IPage page = browser.Page;
        await SearchAsync(page, "word249x", "1 of 250");
        await SearchAsync(page, "WORD12", "11 of 250");
        await SearchAsync(page, "京", "2 of 250");
        await SearchAsync(page, "cafe\u0301", "250 traces");
        await SearchAsync(page, "Zürich", "250 traces");
        await SearchAsync(page, "<b>&amp;", "250 traces");
        await SearchAsync(page, "systemword", "0 of 250");
        await SearchAsync(page, "userword", "0 of 250");
        await SearchAsync(page, "tooldefinition", "0 of 250");
        await SearchAsync(page, "constructor __proto__", "0 of 250");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task On_one_page_the_same_is_found()
    {
        await using Browser browser = await OpenAsync(30, onOnePage: 50);
        IPage page = browser.Page;
        await SearchAsync(page, "WORD12", "1 of 30");
        await SearchAsync(page, "京", "1 of 30");
        await SearchAsync(page, "userword", "0 of 30");
        await SearchAsync(page, "tooldefinition", "0 of 30");
        await SearchAsync(page, "cafe\u0301", "30 traces");
        await SearchAsync(page, "Zu\u0308rich", "30 traces");
        await SearchAsync(page, "Zürich", "30 traces");
        await SearchAsync(page, "Zurich", "0 of 30");
        await SearchAsync(page, "ｗｏｒｄ12", "0 of 30");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Without_the_folder_beside_it_the_search_says_what_it_can_not_see()
    {
        await using Browser browser = await OpenAsync(120, onOnePage: 50, before: () =>
            File.Delete(Path.Combine(_folder.FullName, "page_pages", "0002.js")));
        await SearchAsync(browser.Page, "word3x", "1 of 120; what was said on 1 pages is not beside this file");
    }

    [Theory, InlineData(50), InlineData(500)]
    public async Task Next_and_previous_follow_the_list_as_sorted_and_filtered_and_back_restores_it(int onOnePage)
    {
        await using Browser browser = await OpenAsync(250, onOnePage);
        IPage page = browser.Page;
        await page.SelectOptionAsync("#order", "worst");
        await SearchAsync(page, "word2", "61 of 250");
        string[] order = await page.Locator($"{Shown} b").EvaluateAllAsync<string[]>(
            "all => all.map(one => one.firstChild.textContent.split(' ')[0])");
        Assert.NotEqual(order.OrderBy(int.Parse), order);
        await page.Locator($"{Shown} a").Nth(30).ScrollIntoViewIfNeededAsync();
        double place = await page.EvaluateAsync<double>("() => scrollY");
        await page.Locator($"{Shown} a").Nth(30).ClickAsync();
        await HeadsAsync(page, order[30], "31 of 61");
        await page.Keyboard.PressAsync("j");
        await HeadsAsync(page, order[31], "32 of 61");
        await page.ClickAsync("article:visible .next");
        await HeadsAsync(page, order[32], "33 of 61");
        await page.Keyboard.PressAsync("k");
        await HeadsAsync(page, order[31], "32 of 61");
        await page.Keyboard.PressAsync("k");
        await HeadsAsync(page, order[30], "31 of 61");
        await page.Keyboard.PressAsync("Escape");
        await ExpectListAsync(page, place);
        await page.Locator($"{Shown} a").Nth(60).ClickAsync();
        await HeadsAsync(page, order[60], "61 of 61");
        await Expect(page.Locator("article:visible .next")).ToBeHiddenAsync();
        await page.GoBackAsync();
        await ExpectListAsync(page, place: null);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Bars_dots_and_columns_narrow_the_list_down()
    {
        await using Browser browser = await OpenAsync(120, onOnePage: 500);
        IPage page = browser.Page;
        foreach (ILocator bar in await page.Locator(".overview [data-range]").AllAsync())
        {
            string count = (await bar.GetAttributeAsync("data-value"))!;
            if (count == "0") continue;
            await bar.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(Shown)).ToHaveCountAsync(int.Parse(count, null));
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(Shown)).ToHaveCountAsync(120);
        }

        string? tip = await page.Locator("[data-range='km:5:25'] title").TextContentAsync();
        Assert.StartsWith("5–25: ", tip, StringComparison.Ordinal);
        await page.Locator(".world .truth").First.DispatchEventAsync("click");
        await Expect(page.Locator(".chips button")).ToHaveTextAsync("Truth at latitude 0–1, longitude 0–1 ×");
        await Expect(page.Locator(Shown)).ToHaveCountAsync(2);
        await page.ClickAsync(".chips button");
        await Expect(page.Locator(Shown)).ToHaveCountAsync(120);
        await page.SelectOptionAsync("#column", "city");
        await page.FillAsync("#value", "Kyoto");
        await Expect(page.Locator(Shown)).ToHaveCountAsync(40);
        await page.SelectOptionAsync("#column", "size");
        await page.FillAsync("#value", "5–25");
        await Expect(page.Locator(Shown)).ToHaveCountAsync(21);
        await page.FillAsync("#value", ">= 119");
        await Expect(page.Locator(Shown)).ToHaveCountAsync(1);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task The_theme_is_remembered()
    {
        await using Browser browser = await OpenAsync(3, onOnePage: 500);
        IPage page = browser.Page;
        await page.ClickAsync(".theme");
        await page.ReloadAsync();
        Assert.Equal("dark", await page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
    }

    [Fact]
    public async Task A_click_shows_a_picture_in_its_own_pixels_and_Escape_gives_the_focus_back()
    {
        await using Browser browser = await SamplesAsync();
        IPage page = browser.Page;
        await page.Locator($"{Shown} a").First.ClickAsync();
        ILocator small = page.Locator("article:visible .call .shot svg").First;
        await small.ClickAsync();
        ILocator full = page.Locator("#viewer svg");
        await Expect(full.Locator(".frame")).ToHaveCountAsync(1);
        // A pixel of the picture is one of the window.
        Assert.Equal(1, await full.EvaluateAsync<double>("one => one.getScreenCTM().a"), 3);
        await browser.ShootAsync("page-viewer.png");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#viewer")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#viewer")).ToBeHiddenAsync();
        await Expect(small).ToBeFocusedAsync();
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_conversation_is_stepped_through_turn_by_turn()
    {
        await using Browser browser = await SamplesAsync();
        IPage page = browser.Page;
        await page.Locator($"{Shown} a").First.ClickAsync();
        await page.ClickAsync("article:visible >> text=Step through");
        await Expect(page.Locator("#stage")).ToContainTextAsync("1 of 3");
        await page.Keyboard.PressAsync("ArrowRight");
        await browser.ShootAsync("page-stage.png");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#stage")).ToContainTextAsync("Press → to show it");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#stage")).ToBeHiddenAsync();
        await Expect(page.Locator("article:visible")).ToHaveCountAsync(1);
        Assert.Empty(browser.Errors);
    }

    [Theory, InlineData(1280, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task It_fits_the_window_and_all_that_can_be_pressed_has_a_name(int width, ColorScheme scheme)
    {
        await using Browser browser = await SamplesAsync(width, scheme);
        IPage page = browser.Page;
        await browser.ShootAsync($"page-list-{width}.png");
        Assert.Empty(await browser.NamelessAsync());
        Assert.True(await browser.FitsAsync());
        await page.Locator($"{Shown} a").First.ClickAsync();
        await browser.ShootAsync($"page-trace-{width}.png");
        Assert.Empty(await browser.NamelessAsync());
        Assert.True(await browser.FitsAsync());
        await page.ClickAsync("article:visible >> text=Step through");
        Assert.Empty(await browser.NamelessAsync());
    }

    [Theory, InlineData(1280, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task The_page_of_two_runs_fits_the_window_and_its_controls_have_names(int width, ColorScheme scheme)
    {
        TraceStore store = TraceStore.Open(Path.Combine(Checkout.Root, "data-samples", "traces", "written"));
        string file = Path.Combine(_folder.FullName, "compare.html");
        await ComparisonPage.WriteAsync(TraceComparison.Of(store, store, cancellationToken: ServedTraces.Stop), file,
            ServedTraces.Stop);
        await using Browser browser = await Browser.OpenAsync(new Uri(file).AbsoluteUri, width, scheme: scheme);
        await Expect(browser.Page.Locator("h1")).ToHaveTextAsync("A and B");
        await browser.ShootAsync($"page-compare-{width}.png", whole: true);
        Assert.Empty(await browser.NamelessAsync());
        Assert.True(await browser.FitsAsync());
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_large_picture_says_that_the_page_holds_it_reduced()
    {
        RasterImage large = RasterImage.FromPixels(960, 640, new byte[960 * 640 * 3]);
        string photo = Path.Combine(_folder.CreateSubdirectory("photos").FullName, "a.png");
        await File.WriteAllBytesAsync(photo, large.EncodePng(), ServedTraces.Stop);
        TraceStore store = TraceStore.Open(_folder.CreateSubdirectory("traces").FullName);
        await store.SaveAsync(ServedTraces.Trace(0, "dark"), ServedTraces.Stop);
        string file = Path.Combine(_folder.FullName, "page.html");
        await TracePage.WriteAsync(store, file, new() { Dataset = ImageDataset.Open(Path.GetDirectoryName(photo)!) },
            ServedTraces.Stop);
        await using Browser browser = await Browser.OpenAsync(new Uri(file).AbsoluteUri);
        await browser.Page.Locator($"{Shown} a").ClickAsync();
        await browser.Page.Locator("article:visible .shot svg").First.ClickAsync();
        await Expect(browser.Page.Locator("#viewer p")).ToContainTextAsync(
            "960 × 640, reduced to 480 × 320 in this page; spagent serve shows all pixels");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task On_paper_there_is_what_was_said_and_nothing_to_press()
    {
        await using Browser browser = await SamplesAsync();
        IPage page = browser.Page;
        await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        await browser.ShootAsync("page-print-list.png", whole: true);
        await Expect(page.Locator("button:visible, input:visible, select:visible")).ToHaveCountAsync(0);
        await page.Locator($"{Shown} a").First.ClickAsync();
        await Expect(page.Locator("article:visible .turn.answer")).ToBeVisibleAsync();
        await browser.ShootAsync("page-print-trace.png", whole: true);
        await Expect(page.Locator("button:visible, input:visible, select:visible")).ToHaveCountAsync(0);
        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>(
            "() => getComputedStyle(document.body).backgroundColor"));
    }

    private static async Task SearchAsync(IPage page, string words, string shown)
    {
        await page.FillAsync("#search", words);
        await Expect(page.Locator("#shown")).ToHaveTextAsync(shown);
        await page.Locator("#search").BlurAsync();
    }

    private static async Task HeadsAsync(IPage page, string index, string place)
    {
        await Expect(page.Locator("article:visible h1")).ToHaveTextAsync($"Trace {index}");
        await Expect(page.Locator("article:visible .nth")).ToHaveTextAsync(place);
    }

    private static async Task ExpectListAsync(IPage page, double? place)
    {
        await Expect(page.Locator("#shown")).ToHaveTextAsync("61 of 250");
        Assert.Equal("worst", await page.InputValueAsync("#order"));
        Assert.Equal("word2", await page.InputValueAsync("#search"));
        if (place is double y) Assert.Equal(y, await page.EvaluateAsync<double>("() => scrollY"), 100.0);
    }

    private async Task<Browser> OpenAsync(int traces, int onOnePage, Action? before = null)
    {
        TraceStore store = TraceStore.Open(_folder.CreateSubdirectory("traces").FullName);
        for (int i = 0; i < traces; i++) File.WriteAllBytes(store.PathOf(i), Made(i).ToUtf8());
        string file = Path.Combine(_folder.FullName, "page.html");
        await TracePage.WriteAsync(store, file, new() { Pictures = false, MostTracesOnOnePage = onOnePage },
            ServedTraces.Stop);
        before?.Invoke();
        return await Browser.OpenAsync(new Uri(file).AbsoluteUri);
    }

    private async Task<Browser> SamplesAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        string samples = Path.Combine(Checkout.Root, "data-samples");
        string file = Path.Combine(_folder.FullName, "page.html");
        await TracePage.WriteAsync(TraceStore.Open(Path.Combine(samples, "traces", "written")), file,
            new() { Dataset = ImageDataset.Open(Path.Combine(samples, "streets")) }, ServedTraces.Stop);
        return await Browser.OpenAsync(new Uri(file).AbsoluteUri, width, scheme: scheme);
    }

    private static Trace Made(int i) =>
        ServedTraces.Trace(i,
            $"It reads <b>&amp; word{i}x. word{i}x Café Zu\u0308rich{(i % 170 == 7 ? " 京都" : "")}") with
        {
            SampleData = JsonSerializer.SerializeToElement(new
            {
                city = (i % 3) switch { 0 => "Paris", 1 => "Kyoto", _ => "São Paulo" },
                size = i,
                lat = (i % 60) + 0.5,
                lon = (i % 60 * 2) + 0.5,
            }),
            InitialPrompt = new InitialPrompt
            {
                System = "systemword",
                User = "userword",
                Tools = JsonSerializer.SerializeToElement(new[] { "tooldefinition" }),
            },
            Reward = new RewardScore
            {
                Score = i * 7 % 10 / 10.0,
                ParseSuccess = true,
                Metrics = [new("distance@km", i * i)],
            },
        };
}
