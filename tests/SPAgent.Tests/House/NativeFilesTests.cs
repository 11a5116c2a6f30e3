using System.Runtime.InteropServices;

namespace SPAgent.Tests.House;

public sealed class NativeFilesTests
{
    [Fact]
    public void A_build_holds_native_files_of_its_own_machine_alone()
    {
        string own = RuntimeInformation.RuntimeIdentifier, system = own[..own.IndexOf('-')];
        string runtimes = Path.Combine(AppContext.BaseDirectory, "runtimes");
        string[] kinds = [.. Directory.GetDirectories(runtimes)
            .Where(kind => Directory.Exists(Path.Combine(kind, "native"))).Select(kind => Path.GetFileName(kind))];
        Assert.Contains(kinds, kind => kind == own || kind == system);
        Assert.All(kinds, kind => Assert.True(kind == own || kind == system || kind is "unix" or "any",
            $"runtimes/{kind} is of another machine"));
        Assert.Empty(Directory.GetFiles(runtimes, "*.pdb", SearchOption.AllDirectories));
    }
}
