import { anyPodAnswersAnyViewer } from "./any-pod-answers-any-viewer";
import { containersAreRestricted } from "./containers-are-restricted";
import { containersRequestWhatTheyNeed } from "./containers-request-what-they-need";
import { customResourcesHaveTheirDefinitions } from "./custom-resources-have-their-definitions";
import { imagesArePinnedByDigest } from "./images-are-pinned-by-digest";
import { servicesKeepNothingOnDisk } from "./services-keep-nothing-on-disk";

export const principles = [
  anyPodAnswersAnyViewer,
  containersAreRestricted,
  containersRequestWhatTheyNeed,
  customResourcesHaveTheirDefinitions,
  imagesArePinnedByDigest,
  servicesKeepNothingOnDisk,
];
