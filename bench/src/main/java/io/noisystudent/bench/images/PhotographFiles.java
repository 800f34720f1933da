package io.noisystudent.bench.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The files of a directory with one folder per class in three parts, each of them one list per class. */
public record PhotographFiles(List<List<Path>> labeled, List<List<Path>> unlabeled, List<List<Path>> validation) {
    /**
     * Chooses them.
     *
     * @param labeledPerClass how many of each class are labeled
     * @param validationPerClass how many of the others are validation images; all that are left are unlabeled
     */
    public static PhotographFiles of(Path directory, int labeledPerClass, int validationPerClass, long seed)
            throws IOException {
        Random random = new Random(seed);
        PhotographFiles files = new PhotographFiles(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (List<Path> ofClass : Photographs.filesByClass(directory)) {
            List<Path> shuffled = new ArrayList<>(ofClass);
            Collections.shuffle(shuffled, random);
            int taken = Math.min(labeledPerClass, shuffled.size());
            files.labeled.add(shuffled.subList(0, taken));
            int heldOut = Math.min(taken + validationPerClass, shuffled.size());
            files.validation.add(shuffled.subList(taken, heldOut));
            files.unlabeled.add(shuffled.subList(heldOut, shuffled.size()));
        }
        return files;
    }
}
