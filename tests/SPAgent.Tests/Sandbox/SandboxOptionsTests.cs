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
