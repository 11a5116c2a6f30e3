namespace SPAgent.Tests;

public sealed class HouseTests
{
    [Fact]
    public void The_root_of_the_checkout_is_found() => Assert.True(File.Exists(Path.Combine(Fixtures.Root, "SPAgent.sln")));
}
