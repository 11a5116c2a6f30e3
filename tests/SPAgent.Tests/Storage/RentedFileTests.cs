namespace SPAgent.Tests.Storage;

/// <summary>Files are read whole, whatever their length, and none that is too long.</summary>
public sealed class RentedFileTests : IDisposable
{
    private const int Limit = 300_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((64 * 1024) - 1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(Limit)]
    public void A_file_is_read_to_its_last_byte(int length)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 >> 3))];
        File.WriteAllBytes(_folder["file"], content);
        using RentedFile file = RentedFile.Read(_folder["file"], Limit);
        Assert.True(file.Bytes.Span.SequenceEqual(content));
    }

    [Fact]
    public void A_file_over_the_limit_is_refused_with_both_lengths()
    {
        File.WriteAllBytes(_folder["file"], new byte[Limit + 1]);
        InvalidDataException refused =
            Assert.Throws<InvalidDataException>(() => RentedFile.Read(_folder["file"], Limit));
        Assert.Contains("300,001", refused.Message, StringComparison.Ordinal);
        Assert.Contains("300,000", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_file_is_an_error_of_input_and_output()
    {
        Assert.Throws<FileNotFoundException>(() => RentedFile.Read(_folder["absent"], Limit));
        Directory.CreateDirectory(_folder["folder"]);
        Exception refused = Assert.ThrowsAny<Exception>(() => RentedFile.Read(_folder["folder"], Limit));
        Assert.True(refused is IOException or UnauthorizedAccessException, $"{refused}");
    }
}
