package io.noisystudent.launcher.dataset;

import io.noisystudent.contracts.config.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder with IDX files: {@code *-images-idx3-ubyte[.gz]} and their {@code *-labels-idx1-ubyte[.gz]}.
 *
 * <p>With a file for training and one for testing (MNIST's {@code train-} and {@code t10k-}), each is used as such.
 * With only one file every tenth image is held out for testing.
 */
final class IdxDataSet {
    private static final String IMAGES = "-images-idx3-ubyte";
    private static final String LABELS = "-labels-idx1-ubyte";
    private static final int HELD_OUT = 10;

    private IdxDataSet() {}

    static boolean isIn(Path folder) {
        return !imageFiles(folder).isEmpty();
    }

    static DataSet open(Path folder) {
        List<Path> files = imageFiles(folder);
        Optional<Path> train =
                files.stream().filter(file -> prefix(file).endsWith("train")).findFirst();
        Optional<Path> test =
                files.stream().filter(file -> !prefix(file).endsWith("train")).findFirst();
        List<Picture> trainPictures;
        List<Picture> testPictures;
        if (train.isPresent() && test.isPresent()) {
            trainPictures = read(train.get());
            testPictures = read(test.get());
        } else {
            List<Picture> all = read(files.get(0));
            trainPictures = part(all, false);
            testPictures = part(all, true);
        }
        RasterPicture first = (RasterPicture) trainPictures.get(0);
        return new DataSet(
                folder.getFileName().toString(),
                new ImageShape(first.height(), first.width(), 1),
                classNames(trainPictures),
                false,
                trainPictures,
                List.of(),
                testPictures);
    }

    private static List<Picture> part(List<Picture> all, boolean heldOut) {
        return IntStream.range(0, all.size())
                .filter(index -> (index % HELD_OUT == HELD_OUT - 1) == heldOut)
                .mapToObj(all::get)
                .toList();
    }

    private static List<String> classNames(List<Picture> pictures) {
        int last = pictures.stream().mapToInt(Picture::label).max().orElse(0);
        return IntStream.rangeClosed(0, last).mapToObj(Integer::toString).toList();
    }

    private static List<Picture> read(Path imageFile) {
        String name = imageFile.getFileName().toString();
        Path labelFile = imageFile.resolveSibling(name.replace(IMAGES, LABELS));
        if (!Files.exists(labelFile)) {
            throw new DataSetException(imageFile, "has no label file " + labelFile.getFileName() + " beside it");
        }
        IdxArray images = IdxArray.read(imageFile, 3);
        IdxArray labels = IdxArray.read(labelFile, 1);
        if (images.count() != labels.count()) {
            throw new DataSetException(labelFile, labels.count() + " labels for " + images.count() + " images");
        }
        int height = images.shape()[1];
        int width = images.shape()[2];
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            int index = i;
            int label = labels.entry(i)[0] & 0xff;
            pictures.add(
                    new RasterPicture(prefix(imageFile) + "-" + i, label, height, width, () -> images.entry(index)));
        }
        return pictures;
    }

    private static String prefix(Path imageFile) {
        String name = imageFile.getFileName().toString();
        return name.substring(0, name.indexOf(IMAGES));
    }

    private static List<Path> imageFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".*" + IMAGES + "(\\.gz)?"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DataSetException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }
}
