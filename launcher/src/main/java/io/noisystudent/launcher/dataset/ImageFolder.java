package io.noisystudent.launcher.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder of images for a pipeline that exists: all of them, or one folder per class. */
public final class ImageFolder {
    private static final int NO_LABEL = -1;

    private ImageFolder() {}

    /** Every image below the folder. */
    public static List<Picture> unlabeled(Path folder) {
        requireFolder(folder);
        return pictures(folder, folder, NO_LABEL);
    }

    /** The images of one folder per class; a folder that is no class of the pipeline is refused. */
    public static List<Picture> labeled(Path folder, List<String> classes) {
        requireFolder(folder);
        List<Picture> pictures = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.filter(Files::isDirectory).sorted().toList()) {
                int label = classes.indexOf(child.getFileName().toString());
                if (label < 0) {
                    throw new DataSetException(
                            child, "is no class of the pipeline; its classes are " + String.join(", ", classes));
                }
                pictures.addAll(pictures(folder, child, label));
            }
        } catch (IOException e) {
            throw new DataSetException(folder, "cannot be listed: " + e.getMessage(), e);
        }
        return pictures;
    }

    private static List<Picture> pictures(Path root, Path folder, int label) {
        List<Picture> pictures = new ArrayList<>();
        for (Path file : FolderDataSet.images(folder)) {
            pictures.add(new FilePicture(FolderDataSet.keyOf(root.relativize(file)), label, file));
        }
        return pictures;
    }

    private static void requireFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataSetException(folder, "is no folder");
        }
    }
}
