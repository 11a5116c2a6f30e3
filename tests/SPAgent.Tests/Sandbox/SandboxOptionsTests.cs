using System.Diagnostics;

namespace SPAgent.Tests.Sandbox;

public sealed class SandboxOptionsTests
{
    [Fact]
    public void An_option_out_of_its_range_is_refused_with_the_range()
    {
        Action[] wrong =
        [
            () => _ = new PythonSandboxOptions { Workers = 0 },
            () => _ = new PythonSandboxOptions { WallTime = TimeSpan.Zero },
            () => _ = new PythonSandboxOptions { CpuTime = TimeSpan.FromHours(1) },
            () => _ = new PythonSandboxOptions { AddressSpace = 1 << 20 },
            () => _ = new PythonSandboxOptions { MaxPixels = 0 },
            () => _ = new PythonSandboxOptions { MaxPixels = RasterImage.MaxPixels + 1 },
            () => _ = new PythonSandboxOptions { RecycleAfter = 0 },
        ];
        Assert.All(wrong, make => Assert.Contains(" to ", Assert.Throws<ArgumentOutOfRangeException>(make).Message,
            StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../etc")]
    [InlineData("os;import x")]
    [InlineData("-c")]
    [InlineData("")]
    public void A_package_is_a_name_that_Python_imports(string name) =>
        Assert.Throws<ArgumentException>(() => new PythonSandboxOptions { Packages = [name] });

    [Theory]
    [InlineData("1.24.2", "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL")]
    [InlineData("2.3.5", "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL")]
    [InlineData("2.4.0", "X86_V4 AVX512_ICL AVX512_SPR")]
    [InlineData("2.10.0rc1", "X86_V4 AVX512_ICL AVX512_SPR")]
    public void Numpy_is_kept_from_AVX512_by_the_names_of_its_own_version(string numpy, string pin)
    {
        Assert.Equal(pin, BubblewrapCommand.CpuPin(SandboxMachine.X64, numpy));
        Assert.Equal("", BubblewrapCommand.CpuPin(SandboxMachine.Arm64, numpy));
    }

    [Fact]
    public void A_package_of_another_version_makes_a_difference_and_a_name_alone_says_nothing_of_versions()
    {
        PythonEnvironment here = new()
        {
            Python = "3.13.0",
            Pillow = "11.0.0",
            Numpy = "2.4.0",
            Machine = "x86_64",
            Protocol = 1,
            Seed = 0,
            CpuPin = "",
            Packages = PythonEnvironment.PackagesOf([("scipy", "1.14.1"), ("own", ""), ("cv2", "4.10.0")]),
        };
        Assert.Equal("cv2 4.10.0, own, scipy 1.14.1", here.Packages);
        Assert.Empty(here.DifferencesFrom(here with { Packages = "cv2 own scipy" }));
        Assert.Equal(["packages cv2 4.10.0, own, scipy 1.14.1, recorded cv2 scipy"],
            here.DifferencesFrom(here with { Packages = "cv2 scipy" }));
        Assert.Single(here.DifferencesFrom(here with { Packages = "cv2 4.9.0, own, scipy 1.14.1" }));
    }

    [Fact]
    public async Task More_workers_than_memory_holds_are_refused()
    {
        SandboxFacts.SkipWithoutPrograms();
        await using var tool = new PythonCodeTool(new PythonSandboxOptions { Workers = 256, AddressSpace = 64L << 30 });
        SandboxRefusedException refusal =
            await Assert.ThrowsAsync<SandboxRefusedException>(
                () => tool.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal("memory", refusal.Layer);
    }

    [Fact]
    public async Task A_machine_without_bubblewrap_or_Python_refuses_with_the_command_that_installs_it()
    {
        Assert.SkipUnless(SandboxMachines.Current is not null, "this is not Linux on a known processor");
        await using var noBubblewrap =
            new PythonCodeTool(new PythonSandboxOptions { Bubblewrap = "/nonexistent/bwrap" });
        Assert.Contains("apt install bubblewrap",
            (await noBubblewrap.RunAsync("", SandboxFacts.Picture(2, 2),
                TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        SandboxFacts.SkipWithoutPrograms();
        await using var noPython = new PythonCodeTool(new PythonSandboxOptions { Python = "/bin/false" });
        PythonCallResult result =
            await noPython.RunAsync("", SandboxFacts.Picture(2, 2), TestContext.Current.CancellationToken);
        Assert.Equal(PythonCallStatus.Refused, result.Status);
        Assert.Contains("apt install python3 python3-pil python3-numpy", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_can_not_become_nobody_is_told_so()
    {
        const string unshare = "/usr/bin/unshare";
        SandboxFacts.SkipWithoutPrograms();
        Assert.SkipUnless(File.Exists(unshare), $"{unshare} is absent (apt-get install util-linux)");
        // A namespace of users that holds root and nobody else.
        using Process process = Process.Start(
            new ProcessStartInfo(unshare,
                ["--user", "--map-root-user", CommandLine.Executable, "sandbox", "check"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        Task<string> messages = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string said = await messages;
        Assert.SkipWhen(said.StartsWith("unshare: ", StringComparison.Ordinal), said);
        Assert.Contains("this root can't start a program as nobody", output, StringComparison.Ordinal);
        Assert.Contains("Run as an ordinary user", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bwrap: Creating new namespace failed: nesting depth or "
        + "/proc/sys/user/max_*_namespaces exceeded (ENOSPC)", "sysctl -w user.max_user_namespaces")]
    [InlineData("bwrap: No permissions to create new namespace, likely because the kernel does not allow "
        + "non-privileged user namespaces.", "--security-opt seccomp=unconfined")]
    [InlineData("bwrap: setting up uid map: Permission denied", "bwrap-userns-restrict")]
    [InlineData("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "bwrap-userns-restrict")]
    public void The_words_of_bubblewrap_lead_to_what_helps(string error, string advice)
    {
        SandboxRefusedException refusal = SandboxAdvice.WorkerFailed(error);
        Assert.Equal("namespaces", refusal.Layer);
        Assert.Contains(advice, refusal.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_a_model_keeps_no_control_characters()
    {
        Assert.Equal("a\tb\nc\\u001b[2J\\u202e\\u2028\\U000e0041",
            SafeText.Clean("a\tb\nc\u001b[2J\u202e\u2028\U000E0041", 100));
        Assert.Equal("\u00e9\ufffd", SafeText.Clean([0xC3, 0xA9, 0xFF], 100));
        Assert.Equal(10, SafeText.Clean(new string('\u001b', 100), 10).Length);
    }
}
