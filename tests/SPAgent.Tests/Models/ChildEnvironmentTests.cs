namespace SPAgent.Tests.Models;

public sealed class ChildEnvironmentTests
{
    [Fact]
    public void A_program_inherits_everything_but_keys()
    {
        ChildEnvironment.Hide("MY_MODEL_PASSWORD_OF_TESTS");
        Assert.Equal(
            ["HOME", "KEYBOARD", "MONKEY", "PATH", "TOKENS"],
            Left(null, "PATH", "HOME", "KEYBOARD", "MONKEY", "TOKENS", "OPENAI_API_KEY", "openai_api_key", "AWS_SECRET",
                "HF_TOKEN", "Some_Key", "MY_MODEL_PASSWORD_OF_TESTS"));
    }

    [Fact]
    public void What_a_program_signs_in_with_stays_but_never_the_models_key() =>
        Assert.Equal(["FEED_TOKEN", "PATH"],
            Left(name => name != "OTHER_TOKEN", "PATH", "FEED_TOKEN", "OTHER_TOKEN", "OPENAI_API_KEY"));

    [Fact]
    public void Programs_of_the_sandbox_get_the_path_and_the_language_only() =>
        Assert.Empty(HostProgram.StartInfo("/bin/true", [], null).Environment.Keys.Except(["PATH", "LANG"]));

    private static string[] Left(Func<string, bool>? signsIn, params string[] names)
    {
        Dictionary<string, string?> variables = names.ToDictionary(name => name, name => (string?)"x");
        ChildEnvironment.RemoveKeys(variables, signsIn);
        return [.. variables.Keys.Order(StringComparer.Ordinal)];
    }
}
