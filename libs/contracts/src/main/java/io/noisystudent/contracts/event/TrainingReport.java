package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training run did.
 *
 * @param parameters trainable weights of the network
 * @param labeled samples of the split train
 * @param accepted pseudo-labels offered by the labelers
 * @param superseded accepted ones whose sample a later record replaced or deleted
 * @param selected different pseudo-labeled samples that were used
 * @param duplicates further copies of them for scarce classes
 * @param selectedPerClass of the different ones
 * @param unreadable labeled records that were skipped
 * @param validationAccuracy on the split validation; null if there is none
 * @param teacherTemperature by which the confidences were calibrated; null if they were not
 * @param scatteredKeys keys in more than one partition of their log, where corrections and deletions miss them; null in
 *     reports of earlier versions
 * @param imagePasses rows that passed forward and backward through the network, labeled and pseudo-labeled; null in
 *     reports of earlier versions
 * @param kernels whose code convolved and normalized; null in reports of earlier versions, where it was {@code auto}
 * @param terms of the loss, in the last epoch; null in reports of earlier versions
 * @param doubt of what people were not sure; null where every label was certain
 * @param omitted what is known of the classes that the recipe omits; null without such, or without validation images
 * @param known classes that a specialist tells apart; null of all others
 */
public record TrainingReport(
        String network,
        long parameters,
        long steps,
        double seconds,
        double imagesPerSecond,
        double loss,
        String precision,
        int threads,
        int labeled,
        int accepted,
        int superseded,
        int selected,
        int duplicates,
        List<Integer> selectedPerClass,
        int unreadable,
        @Nullable Double validationAccuracy,
        @Nullable Double teacherTemperature,
        @Nullable Integer scatteredKeys,
        @Nullable Long imagePasses,
        @Nullable String kernels,
        @Nullable List<TermSummary> terms,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LabelDoubt doubt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<OmittedClass> omitted,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> known) {
    public TrainingReport {
        selectedPerClass = List.copyOf(selectedPerClass);
        terms = terms == null ? null : List.copyOf(terms);
        omitted = omitted == null ? null : List.copyOf(omitted);
        known = known == null ? null : List.copyOf(known);
    }

    /**
     * What one term of the loss did in an epoch.
     *
     * @param mean of its values, without its weight
     * @param gradientShare of the gradient by what the terms read of the network
     */
    public record TermSummary(String term, double mean, double gradientShare) {}

    /** Whose code convolved and normalized; in reports of earlier versions always the same. */
    public String kernelsOrDefault() {
        return kernels == null ? "auto" : kernels;
    }

    /** Image passes; those of a report of earlier versions are its rate times its seconds, from which the rate was made. */
    public long countedImagePasses() {
        return imagePasses == null ? Math.round(imagesPerSecond * seconds) : imagePasses;
    }
}
