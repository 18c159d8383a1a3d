import { describeKernels } from './contract.ts';

describeKernels('generic', 'sse4_1');
