namespace SPAgent.Notebooks.Tests.Engine;

public sealed class FeedCredentialsTests
{
    [Theory]
    [InlineData("NuGetPackageSourceCredentials_my_feed_TOKEN", true)]
    [InlineData("VSS_NUGET_ACCESSTOKEN", true)]
    [InlineData("ARTIFACTS_CREDENTIALPROVIDER_EXTERNAL_FEED_ENDPOINTS", true)]
    [InlineData("NUGET_CREDENTIALPROVIDER_SESSIONTOKENCACHE_ENABLED", true)]
    [InlineData("HF_TOKEN", false)]
    [InlineData("AWS_SECRET_ACCESS_KEY", false)]
    public void Variables_of_NuGet_are_a_feeds_and_no_others(string variable, bool signsIn) =>
        Assert.Equal(signsIn, FeedCredentials.IsOne(variable));
}
