package io.noisystudent.launcher.dataset;

import io.noisystudent.contracts.config.ImageShape;
import java.util.List;

/**
 * Images whose classes are known.
 *
 * @param mirrored whether a mirror image shows the same class: true for photographs, wrong for digits
 * @param validation empty when the data set names none
 */
public record DataSet(
        String name,
        ImageShape shape,
        List<String> classes,
        boolean mirrored,
        List<Picture> train,
        List<Picture> validation,
        List<Picture> test) {
    public DataSet {
        classes = List.copyOf(classes);
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }
}
