import type { Properties } from "../../values";
import type { Fact } from "../facts";
import { regionOf, text } from "./arguments";
import { partitionOf } from "./region-table";

/** What AWS publishes for one region; newer regions have no account for classic access logs. */
interface Published {
  /** Hosted zone of classic and application load balancers. */
  readonly application: string;
  /** Hosted zone of network load balancers. */
  readonly network: string;
  /** Account that writes access logs. */
  readonly account?: string;
}

/**
 * Sources: https://docs.aws.amazon.com/general/latest/gr/elb.html and
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const PUBLISHED: Readonly<Record<string, Published>> = {
  "af-south-1": { application: "Z268VQBMOI5EKX", network: "Z203XCE67M25HM", account: "098369216593" },
  "ap-east-1": { application: "Z3DQVH9N71FHZ0", network: "Z12Y7K3UBGUAD1", account: "754344448648" },
  "ap-northeast-1": { application: "Z14GRHDCWA56QT", network: "Z31USIVHYNEOWT", account: "582318560864" },
  "ap-northeast-2": { application: "ZWKZPGTI48KDX", network: "ZIBE1TIR4HY56", account: "600734575887" },
  "ap-northeast-3": { application: "Z5LXEXXYW11ES", network: "Z1GWIQ4HH19I5X", account: "383597477331" },
  "ap-south-1": { application: "ZP97RAFLXTNZK", network: "ZVDDRBQ08TROA", account: "718504428378" },
  "ap-south-2": { application: "Z0173938T07WNTVAEPZN", network: "Z0711778386UTO08407HT" },
  "ap-southeast-1": { application: "Z1LMS91P8CMLE5", network: "ZKVM4W9LS7TM", account: "114774131450" },
  "ap-southeast-2": { application: "Z1GM3OXH4ZPM65", network: "ZCT6FZBF4DROD", account: "783225319266" },
  "ap-southeast-3": { application: "Z08888821HLRG5A9ZRTER", network: "Z01971771FYVNCOVWJU1G", account: "589379963580" },
  "ca-central-1": { application: "ZQSVJUPU6J1EY", network: "Z2EPGBW3API2WT", account: "985666609251" },
  "cn-north-1": { application: "Z1GDH35T77C1KE", network: "Z3QFB96KMJ7ED6", account: "638102146993" },
  "cn-northwest-1": { application: "ZM7IZAIOVVDZF", network: "ZQEIKTCZ8352D", account: "037604701340" },
  "eu-central-1": { application: "Z215JYRZR1TBD5", network: "Z3F0SRJ5LGBH90", account: "054676820928" },
  "eu-central-2": { application: "Z06391101F2ZOEP8P5EB3", network: "Z02239872DOALSIDCX66S" },
  "eu-north-1": { application: "Z23TAZ6LKFMNIO", network: "Z1UDT6IFJ4EJM", account: "897822967062" },
  "eu-south-1": { application: "Z3ULH7SSC9OV64", network: "Z23146JA1KNAFP", account: "635631232127" },
  "eu-south-2": { application: "Z0956581394HF5D5LXGAP", network: "Z1011216NVTVYADP1SSV" },
  "eu-west-1": { application: "Z32O12XQLNTSW2", network: "Z2IFOLAFXWLO4F", account: "156460612806" },
  "eu-west-2": { application: "ZHURV8PSTC4K8", network: "ZD4D7Y8KGAS4G", account: "652711504416" },
  "eu-west-3": { application: "Z3Q77PNBQS71R4", network: "Z1CMS0P5QUZ6D5", account: "009996457667" },
  "me-central-1": { application: "Z08230872XQRWHG2XF6I", network: "Z00282643NTTLPANJJG2P" },
  "me-south-1": { application: "ZS929ML54UICD", network: "Z3QSRYVP46NYYV", account: "076674570225" },
  "sa-east-1": { application: "Z2P70J7HTTTPLU", network: "ZTK26PT1VY4CU", account: "507241528517" },
  "us-east-1": { application: "Z35SXDOTRQ7X7K", network: "Z26RNL4JYFTOTI", account: "127311923021" },
  "us-east-2": { application: "Z3AADJGX6KTTL2", network: "ZLMOA37VPKANP", account: "033677994240" },
  "us-gov-east-1": { application: "Z166TLBEWOO7G0", network: "Z1ZSMQQ6Q24QQ8", account: "190560391635" },
  "us-gov-west-1": { application: "Z33AYJ8TM3BH4J", network: "ZMG1MZ2THAWF1", account: "048591011584" },
  "us-west-1": { application: "Z368ELLRRE2KJ0", network: "Z24FKFUX50B4VW", account: "027434742980" },
  "us-west-2": { application: "Z1H1FL5HABSF5", network: "Z18D5FSROUN65G", account: "797873946194" },
};

/** Ids that AWS publishes per region; a region that is missing here stays unanswered. */
export const loadBalancingFacts: Readonly<Record<string, Fact>> = {
  "aws:elb/getServiceAccount:getServiceAccount": published((region, { account }) =>
    account === undefined ? undefined : { id: account, arn: `arn:${partitionOf(region).id}:iam::${account}:root` },
  ),
  "aws:elb/getHostedZoneId:getHostedZoneId": published((_region, { application }) => ({ id: application })),
  "aws:lb/getHostedZoneId:getHostedZoneId": published((_region, ids, args) => {
    const loadBalancerType = text(args, "loadBalancerType") ?? "application";
    if (loadBalancerType !== "application" && loadBalancerType !== "network") return undefined;
    return { id: ids[loadBalancerType], loadBalancerType };
  }),
};

function published(pick: (region: string, ids: Published, args: Properties) => Properties | undefined): Fact {
  return {
    simulated: false,
    answer: (args, provider) => {
      const region = regionOf(args, provider);
      const ids = region === undefined ? undefined : PUBLISHED[region];
      const picked = region === undefined || ids === undefined ? undefined : pick(region, ids, args);
      return picked && { region: region as string, ...picked };
    },
  };
}
