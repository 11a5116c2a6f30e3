using System.Diagnostics;
using System.Text.Json;

namespace SPAgent.Serve.Tests;

/// <summary>The command that becomes the server.</summary>
public sealed class CommandTests
{
    private static readonly string s_root = Checkout.Root;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task The_address_is_the_first_line_and_a_signal_ends_it_all(string signal)
    {
        await using ServedTraces served = await ServedTraces.OfAsync(ServedTraces.Trace(7, "a word"));
        using Process command = Start(served, served.Folder);
        Uri address = new((await command.StandardOutput.ReadLineAsync(ServedTraces.Stop))!);
        Assert.Equal("127.0.0.1", address.Host);
        using HttpClient client = new();
        client.DefaultRequestHeaders.Authorization = new("Bearer", address.Query["?token=".Length..]);
        JsonElement found = JsonElement.Parse(await client.GetStringAsync(
            new Uri(address, "/api/search?q=word"), ServedTraces.Stop));
        Assert.Equal(7, found.GetProperty("items")[0].GetProperty("index").GetInt32());
        using (Process kill = Process.Start("kill", [$"-{signal}", $"{command.Id}"]))
            await kill.WaitForExitAsync(ServedTraces.Stop);
        await command.WaitForExitAsync(ServedTraces.Stop);
        Assert.Equal(130, command.ExitCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(address, ServedTraces.Stop));
    }

    [Fact]
    public async Task Json_gives_one_object_and_listening_gives_two_addresses_and_says_that_the_line_is_open()
    {
        await using ServedTraces served = await ServedTraces.OfAsync(ServedTraces.Trace(7, "a word"));
        using Process command = Start(served, served.Folder, "--json", "--listen", "--host", "box.example");
        JsonElement said = JsonElement.Parse((await command.StandardOutput.ReadLineAsync(ServedTraces.Stop))!);
        string marks = said.GetProperty("address").GetString()!, reads =
            said.GetProperty("read_only_address").GetString()!;
        Assert.StartsWith($"http://box.example:{said.GetProperty("port").GetInt32()}/?token=", marks,
            StringComparison.Ordinal);
        Assert.NotEqual(marks, reads);
        string? line;
        do line = await command.StandardError.ReadLineAsync(ServedTraces.Stop);
        while (line?.Contains("not encrypted", StringComparison.Ordinal) == false);
        command.Kill();
        Assert.NotNull(line);
    }

    [Theory]
    [InlineData("no such folder", "/nowhere/at/all")]
    [InlineData("65535", "--port", "70000", ".")]
    [InlineData("--host", "--host", "http://box", ".")]
    public async Task What_can_t_be_served_is_refused_before_anything_starts(string said, params string[] arguments)
    {
        await using ServedTraces served = await ServedTraces.OfAsync(ServedTraces.Trace(7, "a"));
        using Process command = Start(served, [.. arguments.Select(one => one == "." ? served.Folder : one)]);
        string message = await command.StandardError.ReadToEndAsync(ServedTraces.Stop);
        await command.WaitForExitAsync(ServedTraces.Stop);
        Assert.Equal(2, command.ExitCode);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Empty(await command.StandardOutput.ReadToEndAsync(ServedTraces.Stop));
        Assert.False(Directory.Exists(served.Cache));
    }

    [Fact]
    public void Every_other_command_runs_without_the_runtime_of_the_server()
    {
        string place = Path.Combine(s_root, "src", "SPAgent.Cli", "bin", "Release", "net10.0");
        Assert.DoesNotContain("AspNetCore", File.ReadAllText(Path.Combine(place, "SPAgent.Cli.runtimeconfig.json")),
            StringComparison.Ordinal);
        Assert.Contains("AspNetCore", File.ReadAllText(Path.Combine(place, "SPAgent.Serve.runtimeconfig.json")),
            StringComparison.Ordinal);
    }

    private static Process Start(ServedTraces served, params string[] arguments)
    {
        string program = Path.Combine(s_root, "src", "SPAgent.Cli", "bin", "Release", "net10.0", "spagent");
        // What runs in a shell's background inherits that SIGINT is ignored.
        ProcessStartInfo start = new("env", ["--default-signal=INT", program, "serve", .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["XDG_CACHE_HOME"] = served.Cache;
        return Process.Start(start)!;
    }
}
