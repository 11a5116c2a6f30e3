using System.Diagnostics;

namespace SPAgent.Notebooks.Tests;

/// <summary>Programs that tests run, with a Jupyter of their own in a temporary folder.</summary>
internal sealed class Tool : IDisposable
{
    public Tool()
    {
        Folder = Directory.CreateTempSubdirectory("spagent-tool-").FullName;
        Data = Path.Combine(Folder, "data");
    }

    public string Folder { get; }

    /// <summary>Jupyter's data folder.</summary>
    public string Data { get; }

    /// <summary>The folder of kernels below it.</summary>
    public string Kernels => Path.Combine(Data, "kernels");

    /// <summary>Programs that this machine has, or the test is skipped.</summary>
    public static string Find(string program)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed");
        return path;
    }

    /// <summary>The interpreter that Jupyter itself runs on.</summary>
    public static string Python() => File.ReadLines(Find("jupyter-nbconvert")).First()[2..].Trim();

    public static void OnlyForEndurance() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("SPAGENT_ENDURANCE") == "1",
            "long: set SPAGENT_ENDURANCE=1");

    public Task<(int Exit, string Output, string Errors)> SpagentAsync(params string[] arguments) =>
        RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll"), .. arguments]);

    /// <summary>The command in another environment.</summary>
    public Task<(int Exit, string Output, string Errors)> SpagentInAsync((string Name, string Value)[] environment,
        params string[] arguments) =>
        RunAsync(
            Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli.dll"), .. arguments], environment));

    public Task<(int Exit, string Output, string Errors)> RunAsync(string program, params string[] arguments) =>
        RunAsync(Start(program, arguments));

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(Process started)
    {
        using Process process = started;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output, await errors);
    }

    public Process Start(string program, IEnumerable<string> arguments,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JUPYTER_DATA_DIR"] = Data;
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(Folder, "config");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(Folder, "runtime");
        start.Environment["IPYTHONDIR"] = Path.Combine(Folder, "ipython");
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
