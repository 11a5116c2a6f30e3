namespace SPAgent;

/// <summary>The pictures that a file of rows may name: on disk and, for the metadata of an image folder, in the zips
/// beside it.</summary>
internal sealed class PicturesBeside(string file)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
    private FolderTree? _tree;
    private bool _looked = !FolderTree.IsMetadata(Path.GetFileName(file));

    public bool Holds(string picture)
    {
        try
        {
            if (File.Exists(Path.Combine(_folder, picture))) return true;
            if (!_looked)
            {
                _looked = true;
                _tree = FolderTree.OfFolder(_folder);
            }

            return _tree?.Find("", picture).Exists == true;
        }
        catch (Exception none) when (none is ArgumentException or InvalidDataException or DatasetException
            or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
