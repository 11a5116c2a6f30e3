using System.Diagnostics;
using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>Runs the <c>spagent</c> command as a process of its own.</summary>
internal static class CommandLine
{
    public sealed record Outcome(int ExitCode, string Output, string Messages)
    {
        /// <summary>The one JSON object on stdout.</summary>
        public JsonElement Json => JsonElement.Parse(Output);

        // Where the command failed there is no object to show.
        public override string ToString() => $"exit code {ExitCode}: {Output}{Messages}";
    }

    public static Task<Outcome> RunAsync(params string[] arguments) => EndAsync(Start(arguments));

    /// <summary>The same with a key in <c>OPENAI_API_KEY</c>.</summary>
    public static Task<Outcome> RunWithKeyAsync(string key, params string[] arguments) =>
        RunWithAsync("OPENAI_API_KEY", key, arguments);

    /// <summary>The same with a variable of the environment.</summary>
    public static Task<Outcome> RunWithAsync(string variable, string value, params string[] arguments)
    {
        ProcessStartInfo start = StartInfo(arguments);
        start.Environment[variable] = value;
        return EndAsync(Process.Start(start)!);
    }

    public static Process Start(params string[] arguments) => Process.Start(StartInfo(arguments))!;

    private static async Task<Outcome> EndAsync(Process started)
    {
        using Process process = started;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> messages = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(process.ExitCode, await output, await messages);
    }

    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        // What runs in a shell's background, or by nohup, inherits that signals are ignored; the tests' machine decides
        // nothing here.
        ProcessStartInfo start = new("env", ["--default-signal=INT,HUP", Executable])
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Fixtures.Root };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>The command as it was built.</summary>
    public static string Executable { get; } =
        Path.Combine(Fixtures.Root, "src", "SPAgent.Cli", "bin", Configuration, "net10.0", "spagent");

    // The tests lie in bin/<configuration>/net10.0 as the command does.
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;
}
