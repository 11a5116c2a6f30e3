using System.Text;
using System.Text.Json;

namespace SPAgent.Notebooks.Tests;

/// <summary>The kernel over real sockets, without Jupyter.</summary>
public sealed class KernelWireTests : IDisposable
{
    private readonly KernelServer _server;
    private readonly CellEngine _engine = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public KernelWireTests()
    {
        _server = new KernelServer(AnyPorts, Task.FromResult(_engine), TimeProvider.System);
        _running = _server.RunAsync(_stop.Token);
    }

    private static ConnectionFile AnyPorts => new()
    {
        Ip = "127.0.0.1",
        ShellPort = 0,
        ControlPort = 0,
        StdinPort = 0,
        IopubPort = 0,
        HeartbeatPort = 0,
        Key = "a key"
    };

    private static async Task<string?> ResultAsync(FrontEnd frontEnd, string id)
    {
        List<WireMessage> published = await frontEnd.PublishedAsync(id);
        Assert.DoesNotContain("error", published.Select(message => message.Type));
        return published.Single(message => message.Type == "execute_result").Content.GetProperty("data")
            .GetProperty("text/plain").GetString();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stop.Cancel();
        _server.Dispose();
        _engine.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    public async Task A_cell_runs_and_its_messages_come_in_order_however_the_frames_are_cut(int piece)
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports, piece);
        string id = await frontEnd.ExecuteAsync("Console.Write(\"é€😀\"); display(HTML(\"<b>x</b>\")); 6 * 7");
        WireMessage reply = await frontEnd.ReplyAsync(frontEnd.Shell, id);
        List<WireMessage> published = await frontEnd.PublishedAsync(id);
        Assert.Equal(("execute_reply", "ok", 1),
            (reply.Type, reply.Content.GetProperty("status").GetString(),
                reply.Content.GetProperty("execution_count").GetInt32()));
        Assert.Equal(["status", "execute_input", "stream", "display_data", "execute_result", "status"],
            published.Select(message => message.Type));
        Assert.Equal("é€😀", published[2].Content.GetProperty("text").GetString());
        Assert.Equal("<b>x</b>", published[3].Content.GetProperty("data").GetProperty("text/html").GetString());
        Assert.Equal("42", published[4].Content.GetProperty("data").GetProperty("text/plain").GetString());
    }

    [Fact]
    public async Task An_update_carries_the_id_of_what_it_replaces_and_output_can_be_cleared()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        List<WireMessage> published =
            await frontEnd.PublishedAsync(
                await frontEnd.ExecuteAsync("var d = display(1); d.Update(2); ClearOutput(wait: true);"));
        // What a late subscriber misses, such as the first status, is not the matter here.
        WireMessage[] output = [.. published.Where(message => message.Type is not ("status" or "execute_input"))];
        Assert.Equal(["display_data", "update_display_data", "clear_output"], output.Select(message => message.Type));
        Assert.Equal(Id(output[0]), Id(output[1]));
        Assert.True(output[2].Content.GetProperty("wait").GetBoolean());

        static string? Id(WireMessage message) =>
            message.Content.GetProperty("transient").GetProperty("display_id").GetString();
    }

    [Fact]
    public async Task A_cell_asks_for_lines_and_goes_on_with_what_is_typed()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports, hasKeyboard: true);
        string id = await frontEnd.ExecuteAsync("Console.Write(\"Name? \"); var name = Console.ReadLine(); var second "
            + "= Console.ReadLine(); name + second.Length");
        Assert.Equal(("", false), Asked(await frontEnd.AnswerAsync("Ümit")));
        await frontEnd.AnswerAsync("");
        Assert.Equal("Ümit0", await ResultAsync(frontEnd, id));
        id = await frontEnd.ExecuteAsync("#!set --name key --value @password:\"Your key\"\n#!set --name word --value "
            + "@input:{\"prompt\": \"A word\"}\n$\"{key} {key.GetClearTextPassword()} {word}\"");
        Assert.Equal(("Your key", true), Asked(await frontEnd.AnswerAsync("secret")));
        Assert.Equal(("A word", false), Asked(await frontEnd.AnswerAsync("a b")));
        Assert.Equal("•••••••••• secret a b", await ResultAsync(frontEnd, id));
        id = await frontEnd.ExecuteAsync("(char)Console.Read() + Console.ReadLine()");
        await frontEnd.AnswerAsync("xyz");
        Assert.Equal("xyz", await ResultAsync(frontEnd, id));

        static (string?, bool) Asked(JsonElement question) =>
            (question.GetProperty("prompt").GetString(), question.GetProperty("password").GetBoolean());
    }

    [Fact]
    public async Task Where_nobody_can_type_the_input_is_at_its_end_and_an_interrupt_ends_the_waiting()
    {
        using (FrontEnd mute = await FrontEnd.ConnectAsync(_server.Ports))
        {
            Assert.Equal("True", await ResultAsync(mute, await mute.ExecuteAsync("Console.ReadLine() is null")));
        }

        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports, hasKeyboard: true);
        string refused = await frontEnd.SendAsync(frontEnd.Shell, "execute_request",
            new { code = "Console.ReadLine() is null", allow_stdin = false });
        Assert.Equal("True", await ResultAsync(frontEnd, refused));
        string id = await frontEnd.ExecuteAsync("Console.ReadLine();");
        Assert.Equal("input_request", (await frontEnd.NextAsync(frontEnd.Stdin!)).Type);
        await frontEnd.SendAsync(frontEnd.Control, "interrupt_request", new { });
        Assert.Equal("Interrupted",
            (await frontEnd.ReplyAsync(frontEnd.Shell, id)).Content.GetProperty("ename").GetString());
    }

    [Fact]
    public async Task A_chart_is_sent_at_once_and_its_picture_follows_as_an_update_of_the_same_output()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        string id = await frontEnd.ExecuteAsync("display(Figure.Line([1.0, 2], [3.0, 4])); Figure.Bar([\"a\"], [2.0])");
        List<WireMessage> published = await frontEnd.PublishedAsync(id);
        JsonElement[] shown =
            [.. published.Where(message => message.Type == "display_data").Select(message => message.Content)];
        Assert.Equal(2, shown.Length);
        Assert.All(shown, chart => Assert.False(Data(chart).TryGetProperty("image/png", out _)));
        Assert.All(shown, chart =>
            Assert.Equal(JsonValueKind.Object, Data(chart).GetProperty("application/vnd.plotly.v1+json").ValueKind));
        Assert.DoesNotContain("require", Html(shown[1]), StringComparison.Ordinal);
        // plotly.js itself, a megabyte, is in the first one only, where this build has it.
        Assert.InRange(Html(shown[1]).Length, 100, 20_000);
        Assert.Equal(Resources.HasPlotly, Html(shown[0]).Length > 1_000_000);
        Assert.SkipUnless(Resources.HasPlotly && Chromium.Path is not null, "no Chromium, or built without plotly.js");
        var updates = new List<WireMessage>();
        while (updates.Count < 2)
        {
            WireMessage message = await frontEnd.NextAsync(frontEnd.Iopub);
            if (message.Type == "update_display_data") updates.Add(message);
        }

        Assert.Equal(shown.Select(Id).Order(), updates.Select(update => Id(update.Content)).Order());
        Assert.All(updates, update =>
            Assert.StartsWith("iVBOR", Data(update.Content).GetProperty("image/png").GetString(),
                StringComparison.Ordinal));
        Assert.All(updates, update => Assert.InRange(Html(update.Content).Length, 1_000, 200_000));
        // What JupyterLab chooses from: its own drawing of the JSON, else the markup, else the picture.
        Assert.All(updates, update => Assert.Equal(
            ["application/vnd.plotly.v1+json", "image/png", "text/html", "text/plain"],
            Data(update.Content).EnumerateObject().Select(part => part.Name).Order(StringComparer.Ordinal)));
        Assert.All(updates, update => Assert.DoesNotContain("require", Html(update.Content), StringComparison.Ordinal));
        const string Drawing = "Plotly.newPlot(place";
        Assert.All(updates, update => Assert.Contains(Drawing, Html(update.Content), StringComparison.Ordinal));
        Assert.Equal(440, updates[0].Content.GetProperty("metadata").GetProperty("image/png").GetProperty("height")
            .GetInt32());

        static JsonElement Data(JsonElement chart) => chart.GetProperty("data");
        static string Html(JsonElement chart) => Data(chart).GetProperty("text/html").GetString()!;
        static string? Id(JsonElement chart) => chart.GetProperty("transient").GetProperty("display_id").GetString();
    }

    [Fact]
    public async Task What_took_the_place_of_a_chart_is_not_overwritten_by_its_picture()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        await frontEnd.ExecuteAsync("var chart = display(Figure.Line([1.0, 2], [3.0, 4])); chart.Update(\"done\"); "
            + "display(Figure.Bar([\"a\"], [2.0]));");
        List<JsonElement> shown = [], updates = [];
        // Charts are drawn in the order in which they were shown: the second one's picture is behind that of the first.
        while (shown.Count < 2 || !updates.Exists(update => Id(update) == Id(shown[1])))
        {
            WireMessage message = await frontEnd.NextAsync(frontEnd.Iopub);
            if (message.Type == "display_data") shown.Add(message.Content);
            if (message.Type == "update_display_data") updates.Add(message.Content);
        }

        JsonElement last = updates.FindLast(update => Id(update) == Id(shown[0]));
        Assert.Equal("done", last.GetProperty("data").GetProperty("text/plain").GetString());

        static string? Id(JsonElement chart) => chart.GetProperty("transient").GetProperty("display_id").GetString();
    }

    [Fact]
    public async Task A_request_that_can_not_be_answered_is_answered_with_the_error()
    {
        using var server = new KernelServer(AnyPorts,
            Task.FromException<CellEngine>(new InvalidOperationException("no engine")), TimeProvider.System);
        _ = server.RunAsync(_stop.Token);
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(server.Ports);
        WireMessage complete = await frontEnd.ReplyAsync(frontEnd.Shell,
            await frontEnd.SendAsync(frontEnd.Shell, "complete_request", new { code = "x", cursor_pos = 1 }));
        Assert.Equal(("complete_reply", "error", "no engine"), Told(complete));
        string id = await frontEnd.ExecuteAsync("1");
        Assert.Equal(("execute_reply", "error", "no engine"), Told(await frontEnd.ReplyAsync(frontEnd.Shell, id)));
        Assert.Contains("error", (await frontEnd.PublishedAsync(id)).Select(message => message.Type));
    }

    [Fact]
    public async Task A_result_whose_look_can_not_be_made_is_an_error_of_its_cell()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        string id = await frontEnd.ExecuteAsync("MimeBundle.Text(\"t\").With(\"text/html\", "
            + "() => throw new InvalidOperationException(\"no look\"))");
        Assert.Equal(("execute_reply", "error", "no look"), Told(await frontEnd.ReplyAsync(frontEnd.Shell, id)));
        Assert.Contains("error", (await frontEnd.PublishedAsync(id)).Select(message => message.Type));
    }

    private static (string, string?, string?) Told(WireMessage reply) => (reply.Type,
        reply.Content.GetProperty("status").GetString(), reply.Content.GetProperty("evalue").GetString());

    [Fact]
    public async Task A_parent_that_can_not_be_seen_ends_nothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task ended = ParentWatch.EndedAsync(int.MaxValue, stop.Token);
        Assert.False(ended.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended);
    }

    [Fact]
    public async Task A_front_end_that_leaves_while_the_kernel_ends_is_no_error()
    {
        for (int round = 0; round < 40; round++)
        {
            var server = new KernelServer(AnyPorts, Task.FromResult(_engine), TimeProvider.System);
            WireClient[] clients =
                await Task.WhenAll(Enumerable.Range(0, 8)
                    .Select(_ => WireClient.ConnectAsync(server.Ports.ShellPort, "DEALER")));
            await Task.WhenAll(Task.Run(server.Dispose, Stop),
                Task.Run(() => Array.ForEach(clients, client => client.Dispose()), Stop));
            server.Dispose();
        }
    }

    [Fact]
    public async Task Json_types_travel_as_json()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        List<WireMessage> published = await frontEnd.PublishedAsync(await frontEnd.ExecuteAsync(
            "MimeBundle.Text(\"chart\").With(\"application/vnd.plotly.v1+json\", "
                + "\"{\\\"data\\\":[1]}\").With(\"image/png\", \"AAAA\").WithSize(\"image/png\", 30, 20)"));
        JsonElement result = published.Single(message => message.Type == "execute_result").Content;
        Assert.Equal(1, result.GetProperty("data").GetProperty("application/vnd.plotly.v1+json")
            .GetProperty("data")[0].GetInt32());
        Assert.Equal(30, result.GetProperty("metadata").GetProperty("image/png").GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task A_failing_cell_tells_its_line_stops_the_queue_and_the_kernel_lives_on()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        // The second cell is in the queue before the first one fails.
        string failing = await frontEnd.ExecuteAsync("var x = 1;\nConsole.Out.Write(\"go\"); Console.Out.Flush(); "
            + "System.Threading.Thread.Sleep(300);\nthrow new Exception(\"no\");");
        string queued = await frontEnd.ExecuteAsync("x = 2;");
        WireMessage error = (await frontEnd.PublishedAsync(failing)).Single(message => message.Type == "error");
        Assert.Contains("cell 1, line 3", string.Join('\n', error.Content.GetProperty("traceback").EnumerateArray()),
            StringComparison.Ordinal);
        Assert.Equal("aborted",
            (await frontEnd.ReplyAsync(frontEnd.Shell, queued)).Content.GetProperty("status").GetString());
        string after = await frontEnd.ExecuteAsync("x");
        Assert.Equal("1", (await frontEnd.PublishedAsync(after))
            .Single(message => message.Type == "execute_result").Content.GetProperty("data").GetProperty("text/plain")
            .GetString());
    }

    [Fact]
    public async Task An_interrupt_on_the_control_socket_stops_the_running_cell()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        string id =
            await frontEnd.ExecuteAsync("var x = 5; Console.Write(\"go\"); Console.Out.Flush(); while (true) { }");
        while ((await frontEnd.NextAsync(frontEnd.Iopub)).Type != "stream")
        {
        }

        string interrupt = await frontEnd.SendAsync(frontEnd.Control, "interrupt_request", new { });
        Assert.Equal("interrupt_reply", (await frontEnd.ReplyAsync(frontEnd.Control, interrupt)).Type);
        Assert.Equal("Interrupted",
            (await frontEnd.ReplyAsync(frontEnd.Shell, id)).Content.GetProperty("ename").GetString());
        Assert.Equal("ok", (await frontEnd.ReplyAsync(frontEnd.Shell, await frontEnd.ExecuteAsync("x"))).Content
            .GetProperty("status").GetString());
    }

    [Fact]
    public async Task Questions_of_an_editor_are_answered()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        await AskAsync("execute_request", new { code = "string word = \"😀\";" });
        JsonElement info = await AskAsync("kernel_info_request", new { });
        Assert.Equal(("5.3", "C#"),
            (info.GetProperty("protocol_version").GetString(),
                info.GetProperty("language_info").GetProperty("name").GetString()));
        // The emoji before the cursor is one character to a front end and two to .NET.
        JsonElement complete = await AskAsync("complete_request", new { code = "\"😀\" + wor", cursor_pos = 9 });
        Assert.Equal(("word", 6, 9),
            (complete.GetProperty("matches")[0].GetString(), complete.GetProperty("cursor_start").GetInt32(),
                complete.GetProperty("cursor_end").GetInt32()));
        Assert.Equal("incomplete",
            (await AskAsync("is_complete_request", new { code = "if (true) {" })).GetProperty("status").GetString());
        Assert.True((await AskAsync("inspect_request", new { code = "word", cursor_pos = 2 })).GetProperty("found")
            .GetBoolean());
        Assert.Equal("ok", (await AskAsync("history_request", new { })).GetProperty("status").GetString());
        Assert.Equal("ok", (await AskAsync("comm_info_request", new { })).GetProperty("status").GetString());

        async Task<JsonElement> AskAsync(string type, object content) =>
            (await frontEnd.ReplyAsync(frontEnd.Shell,
                await frontEnd.SendAsync(frontEnd.Shell, type, content))).Content;
    }

    [Fact]
    public async Task What_is_not_known_is_answered_politely()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        WireMessage debug = await frontEnd.ReplyAsync(frontEnd.Control,
            await frontEnd.SendAsync(frontEnd.Control, "debug_request", new { }));
        Assert.Equal(("debug_reply", "error"), (debug.Type, debug.Content.GetProperty("status").GetString()));
        string comm =
            await frontEnd.SendAsync(frontEnd.Shell, "comm_open", new { comm_id = "c", target_name = "widget" });
        Assert.Contains("comm_close", (await frontEnd.PublishedAsync(comm)).Select(message => message.Type));
        // Odd types of content, and no content that is expected.
        foreach (object content in
            new object[] { new { code = 5 }, new { }, new { code = (string?)null, cursor_pos = "x" } })
        {
            await frontEnd.ReplyAsync(frontEnd.Shell,
                await frontEnd.SendAsync(frontEnd.Shell, "complete_request", content));
            await frontEnd.ReplyAsync(frontEnd.Shell,
                await frontEnd.SendAsync(frontEnd.Shell, "execute_request", content));
        }
    }

    [Fact]
    public async Task A_message_with_a_wrong_signature_is_not_obeyed()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        await frontEnd.SendAsync(frontEnd.Shell, "execute_request", new { code = "int secret = 1;" },
            key: Encoding.UTF8.GetBytes("wrong"));
        await frontEnd.Shell.SendAsync("<IDS|MSG>"u8.ToArray(), [], [], [], [], []);
        await frontEnd.Shell.SendAsync("nonsense"u8.ToArray());
        Assert.Equal("CompilationError",
            (await frontEnd.ReplyAsync(frontEnd.Shell, await frontEnd.ExecuteAsync("secret"))).Content
                .GetProperty("ename").GetString());
    }

    [Fact]
    public async Task A_frame_that_claims_to_be_huge_ends_its_connection_and_no_other()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        foreach (byte[] rude in new byte[][]
            { [2, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [2, 0xFF, 0, 0, 0, 0, 0, 0, 0], [0x80, 1, 0] })
        {
            using WireClient client = await WireClient.ConnectAsync(_server.Ports.ShellPort, "DEALER");
            await client.WriteAsync(rude);
            Assert.True(await client.IsClosedAsync());
        }

        Assert.Equal("ok", (await frontEnd.ReplyAsync(frontEnd.Shell, await frontEnd.ExecuteAsync("1"))).Content
            .GetProperty("status").GetString());
    }

    [Fact]
    public async Task Another_protocol_is_hung_up_on()
    {
        using var browser = new System.Net.Sockets.TcpClient("127.0.0.1", _server.Ports.ShellPort);
        await browser.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Stop);
        var answer = new byte[256];
        int total = 0;
        try
        {
            for (int read; (read = await browser.GetStream().ReadAsync(answer, Stop)) > 0;) total += read;
        }
        catch (IOException)
        {
            // Hung up on with the request unread.
        }

        Assert.InRange(total, 0, 64);
    }

    [Fact]
    public async Task A_subscriber_that_never_reads_holds_up_nobody()
    {
        using WireClient deaf = await WireClient.ConnectAsync(_server.Ports.IopubPort, "SUB");
        await deaf.SendAsync([1]);
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        string id = await frontEnd.ExecuteAsync(
            "var line = new string('x', 100_000) + \"\\n\"; for (int i = 0; i < 1500; i++) Console.Write(line);");
        List<WireMessage> published = await frontEnd.PublishedAsync(id);
        Assert.Equal(1500 * 100_001L, published.Where(message => message.Type == "stream")
            .Sum(message => (long)message.Content.GetProperty("text").GetString()!.Length));
        published.Clear();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 250_000_000);
    }

    [Fact]
    public async Task The_heartbeat_echoes()
    {
        using WireClient heart = await WireClient.ConnectAsync(_server.Ports.HeartbeatPort, "REQ");
        await heart.SendAsync([], "ping"u8.ToArray());
        Assert.Equal("ping", Encoding.ASCII.GetString((await heart.ReceiveAsync())[^1]));
    }

    [Fact]
    public async Task A_shutdown_is_answered_and_ends_the_kernel_even_while_a_cell_runs()
    {
        using FrontEnd frontEnd = await FrontEnd.ConnectAsync(_server.Ports);
        await frontEnd.ExecuteAsync("while (true) { }");
        WireMessage reply = await frontEnd.ReplyAsync(frontEnd.Control,
            await frontEnd.SendAsync(frontEnd.Control, "shutdown_request", new { restart = true }));
        Assert.Equal(("shutdown_reply", true), (reply.Type, reply.Content.GetProperty("restart").GetBoolean()));
        await _running.WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }
}
