namespace SPAgent;

/// <summary>Probes every layer of the sandbox on this machine: not what is configured, but what holds. Takes about five
/// seconds.</summary>
public static class SandboxCheck
{
    private const string Report = "This layer must hold: please report it with the kernel's and bubblewrap's versions.";

    /// <summary>Runs all probes.</summary>
    /// <param name="options">Interpreter, packages and limits to check with; its times are cut to one second, its
    /// pictures to a megapixel.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>A miss is a layer that does not hold, never an exception.</returns>
    public static Task<SandboxReport> RunAsync(PythonSandboxOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(options ?? new PythonSandboxOptions(), SandboxTampering.None, cancellationToken);

    internal static async Task<SandboxReport> RunAsync(PythonSandboxOptions options, SandboxTampering tampering,
        CancellationToken cancellationToken)
    {
        options = options with
        {
            Workers = 1,
            WallTime = TimeSpan.FromSeconds(1),
            CpuTime = TimeSpan.FromSeconds(1),
            MaxPixels = 1_000_000,
            RecycleAfter = 500,
            RunTwice = false,
        };
        var layers = new List<SandboxLayer>();
        PythonEnvironment? environment = null;
        try
        {
            SandboxMachine machine = SandboxSetup.FindMachine();
            layers.Add(Held("platform", $"Linux on {machine.Name()}"));
            (string bubblewrap, Version version, bool canDisable) = SandboxSetup.FindBubblewrap(options.Bubblewrap);
            layers.Add(Held("bubblewrap", $"{bubblewrap} {version}"));
            PythonInstallation python = SandboxSetup.FindPython(options, machine);
            layers.Add(
                Held("python", $"{python.Executable} {python.Python}, Pillow {python.Pillow}, numpy {python.Numpy}"));
            layers.Add(Held("user", HostProgram.RunAs is string name ? $"this is root, workers run as {name}"
                : "workers run as this ordinary user"));

            SandboxSetup setup = new()
            {
                Machine = machine,
                Bubblewrap = bubblewrap,
                CanDisableUserNamespaces = canDisable,
                Python = python,
            };
            layers.AddRange(await NamespaceProbes.RunAsync(setup, tampering, cancellationToken).ConfigureAwait(false));
            await using var tool = new PythonCodeTool(options, tampering);
            environment = await tool.StartAsync(cancellationToken).ConfigureAwait(false);
            layers.Add(Held("worker", "starts, and holds what its first call tries"));
            layers.Add(
                Held("confinement", (await tool.PoolAsync(cancellationToken).ConfigureAwait(false)).Confinement()));
            layers.AddRange(await CallProbes.RunAsync(tool, cancellationToken).ConfigureAwait(false));
        }
        catch (SandboxRefusedException e)
        {
            layers.Add(new SandboxLayer { Name = e.Layer, Holds = false, Seen = e.Seen, Advice = e.Advice });
        }

        return new SandboxReport { Layers = layers, Environment = environment };
    }

    internal static SandboxLayer Held(string name, string seen) => new() { Name = name, Holds = true, Seen = seen };

    internal static SandboxLayer Judge(string name, bool holds, string seen) =>
        new() { Name = name, Holds = holds, Seen = seen, Advice = holds ? null : Report };
}
