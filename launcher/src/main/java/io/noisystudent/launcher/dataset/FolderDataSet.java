package io.noisystudent.launcher.dataset;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.digest.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A folder with one folder per split, and in it one folder per class. */
final class FolderDataSet {
    private FolderDataSet() {}

    static DataSet open(Path root) {
        List<String> classes = classNames(root.resolve("train"));
        List<Picture> train = pictures(root, "train", classes);
        List<Picture> test = pictures(root, "test", classes);
        if (train.isEmpty() || test.isEmpty()) {
            throw new DataSetException(
                    root, "has " + train.size() + " images in train and " + test.size() + " in test; both need some");
        }
        List<Picture> validation =
                Files.isDirectory(root.resolve("validation")) ? pictures(root, "validation", classes) : List.of();
        ImageShape shape = ShapeProbe.shapeOf(train, root);
        return new DataSet(root.getFileName().toString(), shape, classes, true, train, validation, test);
    }

    private static List<String> classNames(Path train) {
        if (!Files.isDirectory(train)) {
            throw new DataSetException(
                    train, "does not exist; images are expected in train/<class>/*.jpg and test/<class>/*.jpg");
        }
        try (Stream<Path> folders = Files.list(train)) {
            List<String> names = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
            if (names.size() < 2) {
                throw new DataSetException(train, "has " + names.size() + " class folders; at least two are needed");
            }
            return names;
        } catch (IOException e) {
            throw new DataSetException(train, "cannot be listed: " + e.getMessage(), e);
        }
    }

    private static List<Picture> pictures(Path root, String split, List<String> classes) {
        List<Picture> pictures = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            Path folder = root.resolve(split).resolve(classes.get(label));
            if (Files.isDirectory(folder)) {
                for (Path file : images(folder)) {
                    pictures.add(new FilePicture(keyOf(root.relativize(file)), label, file));
                }
            }
        }
        return pictures;
    }

    /** The image files below a folder, in the order of their names. */
    static List<Path> images(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(FolderDataSet::isImage).sorted().toList();
        } catch (IOException e) {
            throw new DataSetException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
    }

    /** A digest of the path, since the path itself names the class. */
    static String keyOf(Path relative) {
        return HexFormat.of().formatHex(Digests.sha256(relative.toString().replace('\\', '/')), 0, 8);
    }
}
